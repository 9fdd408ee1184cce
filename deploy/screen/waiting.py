#!/usr/bin/python3
"""The start page of a hall's display, shown below the browser: until the station answers, and
whenever the browser is gone. For Debian's own Python, with python3-gi and gir1.2-gtk-3.0."""

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

STYLE = """
window { background: #0b5d46; }
label { color: #ffffff; }
#chinese { font-size: 48px; font-weight: bold; }
#english { font-size: 28px; }
"""


def main() -> None:
    style = Gtk.CssProvider()
    style.load_from_data(STYLE.encode())
    Gtk.StyleContext.add_provider_for_screen(
        Gdk.Screen.get_default(), style, Gtk.STYLE_PROVIDER_PRIORITY_APPLICATION
    )
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=24, valign=Gtk.Align.CENTER)
    for name, text in (("chinese", "正在启动，请稍候"), ("english", "Starting. Please wait.")):
        label = Gtk.Label(label=text)
        label.set_name(name)
        box.add(label)
    window = Gtk.Window(title="厅声 Tingsheng")
    window.add(box)
    window.connect("destroy", Gtk.main_quit)
    window.fullscreen()
    window.show_all()
    Gtk.main()


main()
