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
_DECLARED = """
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
typedef struct {
  int data_size;
  void (*setup)(RimeTraits *);
  void *set_notification_handler;
  void (*initialize)(RimeTraits *);
  void *finalize, *start_maintenance, *is_maintenance_mode, *join_maintenance_thread;
  void *deployer_initialize, *prebuild, *deploy, *deploy_schema, *deploy_config_file;
  void *sync_user_data;
  Session (*create_session)(void);
  void *find_session;
  Bool (*destroy_session)(Session);
  void *cleanup_stale_sessions, *cleanup_all_sessions;
  Bool (*process_key)(Session, int keycode, int mask);
  void *commit_composition, *clear_composition;
  Bool (*get_commit)(Session, RimeCommit *);
  Bool (*free_commit)(RimeCommit *);
  Bool (*get_context)(Session, RimeContext *);
  Bool (*free_context)(RimeContext *);
  void *get_status, *free_status, *set_option, *get_option, *set_property, *get_property;
  void *get_schema_list, *free_schema_list, *get_current_schema;
  Bool (*select_schema)(Session, const char *);
} RimeApi;
RimeApi *rime_get_api(void);
"""
"""rime_api.h as far as it is used here. The library is entered by `rime_get_api` alone: that of
Debian 13 hides the functions by which Debian 12's can also be called."""


class Rime:
    """The library, started."""

    def __init__(self) -> None:
        self._ffi = cffi.FFI()
        self._ffi.cdef(_DECLARED)
        if not Path(_DATA, "build").is_dir():
            raise Missing(_DATA)
        try:
            self._library: Any = self._ffi.dlopen(_LIBRARY)
            self._api: Any = self._library.rime_get_api()
        except (OSError, AttributeError) as error:
            raise Missing(f"{_LIBRARY}: {error}") from None
        traits = self._sized("RimeTraits")
        said = {
            "shared_data_dir": _DATA, "user_data_dir": _NOWHERE, "app_name": "rime.tingsheng",
            "prebuilt_data_dir": f"{_DATA}/build", "staging_dir": str(_SCHEMA),
        }  # fmt: skip
        self._kept = {name: self._ffi.new("char[]", text.encode()) for name, text in said.items()}
        for name, text in self._kept.items():
            setattr(traits, name, text)
        traits.min_log_level = _FATAL
        self._api.setup(traits)
        self._api.initialize(traits)
        if not self.answer(Question("a")).candidates:
            raise Missing("no candidates")

    def _sized(self, name: str) -> Any:
        """A structure that says how large it is, as far as this program knows it."""
        made = self._ffi.new(f"{name} *")
        made.data_size = self._ffi.sizeof(name) - self._ffi.sizeof("int")
        return made

    def answer(self, question: Question) -> Answer:
        """What the letters can be, after what was chosen."""
        session = self._api.create_session()
        try:
            self._api.select_schema(session, b"tingsheng")
            self._press(session, *map(ord, question.letters))
            for number in question.chosen:
                self._press(session, *[_NEXT_PAGE] * (number // PAGE), ord("1") + number % PAGE)
            if done := self._committed(session):
                return Answer(done)
            self._press(session, *[_NEXT_PAGE] * question.page)
            return self._offered(session)
        finally:
            self._api.destroy_session(session)

    def _press(self, session: int, *codes: int) -> None:
        for code in codes:
            self._api.process_key(session, code, 0)

    def _committed(self, session: int) -> str:
        commit = self._sized("RimeCommit")
        if not self._api.get_commit(session, commit):
            return ""
        text = self._text(commit.text)
        self._api.free_commit(commit)
        return text

    def _offered(self, session: int) -> Answer:
        context = self._sized("RimeContext")
        if not self._api.get_context(session, context):
            return Answer()
        menu = context.menu
        candidates = [self._text(menu.candidates[n].text) for n in range(menu.num_candidates)]
        shown = self._text(context.composition.preedit)
        answer = Answer("", shown, tuple(candidates), bool(candidates) and not menu.is_last_page)
        self._api.free_context(context)
        return answer

    def _text(self, chars: Any) -> str:
        return self._ffi.string(chars).decode("utf-8", "replace") if chars else ""


def child() -> None:
    """The process, started by kiosk/files/typing/engine.py."""
    serve(lambda: Rime().answer, Question)
