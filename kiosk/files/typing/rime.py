"""librime through its C interface: what pinyin can be in Chinese.

Each question says all that was typed and chosen; no session outlives its answer, nothing is
learned, and no file is written.
"""

from pathlib import Path
from typing import Any

import cffi

from kiosk.files.typing.child import Missing, serve
from kiosk.files.typing.engine import PAGE, Answer, Question

_SCHEMA = Path(__file__).parent / "schema"
_LIBRARY = "librime.so.1"
_DATA = "/usr/share/rime-data"
_NOWHERE = "/nonexistent"
"""Where librime would keep what it learns."""
_FATAL = 3
"""librime logs into files; nothing below this."""
_NEXT_PAGE = 0xFF56
_SAYS = """
typedef int Bool;
typedef uintptr_t Session;
typedef struct {
  int data_size;
  const char *shared_data_dir, *user_data_dir, *distribution_name, *distribution_code_name;
  const char *distribution_version, *app_name;
  const char **modules;
  int min_log_level;
  const char *log_dir, *prebuilt_data_dir, *staging_dir;
} RimeTraits;
typedef struct { int length, cursor_pos, sel_start, sel_end; char *preedit; } RimeComposition;
typedef struct { char *text, *comment; void *reserved; } RimeCandidate;
typedef struct {
  int page_size, page_no;
  Bool is_last_page;
  int highlighted_candidate_index, num_candidates;
  RimeCandidate *candidates;
  char *select_keys;
} RimeMenu;
typedef struct { int data_size; char *text; } RimeCommit;
typedef struct {
  int data_size;
  RimeComposition composition;
  RimeMenu menu;
  char *commit_text_preview;
  char **select_labels;
} RimeContext;
void RimeSetup(RimeTraits *);
void RimeInitialize(RimeTraits *);
Session RimeCreateSession(void);
Bool RimeDestroySession(Session);
Bool RimeSelectSchema(Session, const char *);
Bool RimeProcessKey(Session, int keycode, int mask);
Bool RimeGetContext(Session, RimeContext *);
Bool RimeFreeContext(RimeContext *);
Bool RimeGetCommit(Session, RimeCommit *);
Bool RimeFreeCommit(RimeCommit *);
"""


class Rime:
    """The library, started."""

    def __init__(self) -> None:
        self._ffi = cffi.FFI()
        self._ffi.cdef(_SAYS)
        if not Path(_DATA, "build").is_dir():
            raise Missing(_DATA)
        try:
            self._lib: Any = self._ffi.dlopen(_LIBRARY)
        except OSError as error:
            raise Missing(str(error)) from None
        traits = self._sized("RimeTraits")
        said = {
            "shared_data_dir": _DATA, "user_data_dir": _NOWHERE, "app_name": "rime.tingsheng",
            "prebuilt_data_dir": f"{_DATA}/build", "staging_dir": str(_SCHEMA),
        }  # fmt: skip
        self._kept = {name: self._ffi.new("char[]", text.encode()) for name, text in said.items()}
        for name, text in self._kept.items():
            setattr(traits, name, text)
        traits.min_log_level = _FATAL
        self._lib.RimeSetup(traits)
        self._lib.RimeInitialize(traits)
        if not self.answer(Question("a")).candidates:
            raise Missing("no candidates")

    def _sized(self, name: str) -> Any:
        """A structure that says how large it is, as far as this program knows it."""
        made = self._ffi.new(f"{name} *")
        made.data_size = self._ffi.sizeof(name) - self._ffi.sizeof("int")
        return made

    def answer(self, question: Question) -> Answer:
        """What the letters can be, after what was chosen."""
        session = self._lib.RimeCreateSession()
        try:
            self._lib.RimeSelectSchema(session, b"tingsheng")
            self._press(session, *map(ord, question.letters))
            for number in question.chosen:
                self._press(session, *[_NEXT_PAGE] * (number // PAGE), ord("1") + number % PAGE)
            if done := self._committed(session):
                return Answer(done)
            self._press(session, *[_NEXT_PAGE] * question.page)
            return self._offered(session)
        finally:
            self._lib.RimeDestroySession(session)

    def _press(self, session: int, *codes: int) -> None:
        for code in codes:
            self._lib.RimeProcessKey(session, code, 0)

    def _committed(self, session: int) -> str:
        commit = self._sized("RimeCommit")
        if not self._lib.RimeGetCommit(session, commit):
            return ""
        text = self._text(commit.text)
        self._lib.RimeFreeCommit(commit)
        return text

    def _offered(self, session: int) -> Answer:
        context = self._sized("RimeContext")
        if not self._lib.RimeGetContext(session, context):
            return Answer()
        menu = context.menu
        candidates = [self._text(menu.candidates[n].text) for n in range(menu.num_candidates)]
        shown = self._text(context.composition.preedit)
        answer = Answer("", shown, tuple(candidates), bool(candidates) and not menu.is_last_page)
        self._lib.RimeFreeContext(context)
        return answer

    def _text(self, chars: Any) -> str:
        return self._ffi.string(chars).decode("utf-8", "replace") if chars else ""


def child() -> None:
    """The process, started by kiosk/files/typing/engine.py."""
    serve(lambda: Rime().answer, Question)
