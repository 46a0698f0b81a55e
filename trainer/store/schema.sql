-- Version 1. Ids are 32 hexadecimal digits, *_at milliseconds since the epoch (UTC), offset_min the local offset in
-- minutes at that instant, *_on local calendar days (YYYY-MM-DD). Never edit this file once released: add a migration.

-- This machine, in one row. `seq` counts everything this device has logged, so that its log has a total order.
CREATE TABLE meta (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    device TEXT NOT NULL,
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE learner (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    learner TEXT NOT NULL REFERENCES learner (id),
    course TEXT NOT NULL,
    plan TEXT NOT NULL,
    seed INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE INDEX session_open ON session (learner, course) WHERE ended_at IS NULL;

-- Stems and options as shown, as JSON [stem, [option, …]], by the BLAKE2b-128 hash of that JSON.
CREATE TABLE shown (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 16),
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `session` and `corrects` are not foreign keys: rows of another machine may arrive before what they name.
CREATE TABLE answer (
    uuid TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    learner TEXT NOT NULL REFERENCES learner (id),
    course TEXT NOT NULL,
    fact TEXT NOT NULL,
    rev INTEGER NOT NULL,
    session TEXT NOT NULL,
    kind TEXT NOT NULL,
    form TEXT NOT NULL,
    rung INTEGER NOT NULL,
    shown BLOB NOT NULL REFERENCES shown (hash),
    response TEXT NOT NULL,
    grade TEXT NOT NULL CHECK (grade IN ('right', 'partial', 'wrong', 'skipped', 'undone')),
    rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 4),
    certain INTEGER NOT NULL CHECK (certain IN (0, 1)),
    hints INTEGER NOT NULL,
    findings TEXT NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    grader INTEGER NOT NULL,
    answered_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    corrects TEXT NOT NULL,
    UNIQUE (device, seq),
    CHECK ((rating = 0) = (grade IN ('skipped', 'undone')))
) STRICT;

CREATE INDEX answer_fact ON answer (learner, course, fact, answered_at);
CREATE INDEX answer_session ON answer (session);

CREATE TABLE lesson (
    uuid TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    learner TEXT NOT NULL REFERENCES learner (id),
    course TEXT NOT NULL,
    fact TEXT NOT NULL,
    rev INTEGER NOT NULL,
    session TEXT NOT NULL,
    shown_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    UNIQUE (device, seq)
) STRICT;

CREATE INDEX lesson_fact ON lesson (learner, course, fact);
CREATE INDEX lesson_session ON lesson (session);

CREATE TABLE flag (
    uuid TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    learner TEXT NOT NULL REFERENCES learner (id),
    course TEXT NOT NULL,
    fact TEXT NOT NULL,
    rev INTEGER NOT NULL,
    kind TEXT NOT NULL,
    form TEXT NOT NULL,
    shown BLOB NOT NULL REFERENCES shown (hash),
    note TEXT NOT NULL,
    flagged_at INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    UNIQUE (device, seq)
) STRICT;

CREATE INDEX flag_course ON flag (course);

-- A cache of the answers: rebuildable bit for bit with the interval cap and the scheduler version it was made with, kept in `card_cap`.
CREATE TABLE card (
    learner TEXT NOT NULL REFERENCES learner (id),
    course TEXT NOT NULL,
    fact TEXT NOT NULL,
    rev INTEGER NOT NULL,
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    due_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    first_on TEXT NOT NULL,
    rung INTEGER NOT NULL,
    moved_on TEXT,
    reps INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    confidently_wrong INTEGER NOT NULL,
    last_wrong INTEGER NOT NULL,
    PRIMARY KEY (learner, course, fact)
) STRICT, WITHOUT ROWID;

CREATE TABLE card_cap (
    learner TEXT NOT NULL REFERENCES learner (id),
    course TEXT NOT NULL,
    cap_days INTEGER NOT NULL,
    memory_version INTEGER NOT NULL,
    PRIMARY KEY (learner, course)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER answer_no_update BEFORE UPDATE ON answer BEGIN
    SELECT RAISE(ABORT, 'answer is append-only');
END;
CREATE TRIGGER answer_no_delete BEFORE DELETE ON answer BEGIN
    SELECT RAISE(ABORT, 'answer is append-only');
END;
CREATE TRIGGER lesson_no_update BEFORE UPDATE ON lesson BEGIN
    SELECT RAISE(ABORT, 'lesson is append-only');
END;
CREATE TRIGGER lesson_no_delete BEFORE DELETE ON lesson BEGIN
    SELECT RAISE(ABORT, 'lesson is append-only');
END;
CREATE TRIGGER flag_no_update BEFORE UPDATE ON flag BEGIN
    SELECT RAISE(ABORT, 'flag is append-only');
END;
CREATE TRIGGER flag_no_delete BEFORE DELETE ON flag BEGIN
    SELECT RAISE(ABORT, 'flag is append-only');
END;
CREATE TRIGGER shown_no_update BEFORE UPDATE ON shown BEGIN
    SELECT RAISE(ABORT, 'shown is append-only');
END;
CREATE TRIGGER shown_no_delete BEFORE DELETE ON shown BEGIN
    SELECT RAISE(ABORT, 'shown is append-only');
END;
