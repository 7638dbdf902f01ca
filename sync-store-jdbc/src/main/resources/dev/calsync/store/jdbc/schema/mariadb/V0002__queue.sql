-- What the engines of a fleet share: nodes and their buckets, what is owed, what is due, what ran.
-- Rows that change all the time are narrow, leave room for their next version on the same page, and are cleaned early.

CREATE TABLE IF NOT EXISTS {nodes} (
    epoch BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    node_name VARCHAR(255) NOT NULL UNIQUE,
    regions TEXT NOT NULL,
    expires_at BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {buckets} (
    bucket INTEGER NOT NULL PRIMARY KEY,
    region INTEGER NOT NULL,
    owner BIGINT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- How often something was changed of a bucket's users that nodes remember. Apart from the owners, whose rows are locked
-- while buckets move.
CREATE TABLE IF NOT EXISTS {bucket_changes} (
    bucket INTEGER NOT NULL PRIMARY KEY,
    changes BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- One row for each calendar that is kept; its lock is the calendar's. read_at: its place among what is due; null if there is
-- nothing to read. claimed: the generation that a node runs, or 0. demand_*: what is asked for, or was last.
CREATE TABLE IF NOT EXISTS {work} (
    calendar_key BIGINT NOT NULL PRIMARY KEY,
    user_key BIGINT NOT NULL,
    read_at BIGINT,
    changed_at BIGINT,
    token BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    served BIGINT NOT NULL,
    claimed BIGINT NOT NULL,
    called_off BIGINT NOT NULL,
    demand_due BIGINT NOT NULL,
    demand_since BIGINT NOT NULL,
    not_before BIGINT,
    bucket INTEGER NOT NULL,
    demand_bits INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    abandoned INTEGER NOT NULL,
    region SMALLINT NOT NULL,
    blocks SMALLINT NOT NULL,
    hint_bits INTEGER,
    hint_due BIGINT,
    hint_since BIGINT,
    burst_last BIGINT,
    burst_first BIGINT,
    burst_due BIGINT,
    demand_schedule VARCHAR(64),
    hint_schedule VARCHAR(64),
    reason TEXT,
    INDEX work_due (region, read_at, calendar_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- What hosts asked for within transactions of their own, until the bucket's owner has made it a request.
CREATE TABLE IF NOT EXISTS {inbox} (
    request_key BIGINT NOT NULL AUTO_INCREMENT,
    calendar_key BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    bucket INTEGER NOT NULL,
    region SMALLINT NOT NULL,
    type SMALLINT NOT NULL,
    priority SMALLINT NOT NULL,
    PRIMARY KEY (region, request_key),
    INDEX inbox_key (request_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- What runs. A lock on its row is the fence of its run's transactions.
CREATE TABLE IF NOT EXISTS {claims} (
    calendar_key BIGINT NOT NULL PRIMARY KEY,
    token BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    user_key BIGINT NOT NULL,
    demand_due BIGINT NOT NULL,
    demand_since BIGINT NOT NULL,
    demand_bits INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    demand_schedule VARCHAR(64)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- The wish as it was written; what changes with every fire is in the other table.
CREATE TABLE IF NOT EXISTS {schedules} (
    schedule_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_key BIGINT NOT NULL,
    schedule_id VARCHAR(64) NOT NULL,
    wish MEDIUMTEXT NOT NULL,
    UNIQUE (user_key, schedule_id),
    FOREIGN KEY (user_key) REFERENCES {users} (user_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {schedule_times} (
    schedule_key BIGINT NOT NULL PRIMARY KEY,
    wake_at BIGINT,
    next_fire_at BIGINT,
    make_up_at BIGINT,
    skipped_at BIGINT,
    bucket INTEGER NOT NULL,
    make_up_runs INTEGER,
    region SMALLINT NOT NULL,
    paused TEXT,
    skipped_calendar TEXT,
    skipped_why TEXT,
    INDEX schedule_times_wake (region, wake_at, schedule_key),
    FOREIGN KEY (schedule_key) REFERENCES {schedules} (schedule_key) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {jobs} (
    job_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_key BIGINT NOT NULL,
    job_id VARCHAR(64) NOT NULL,
    scheduled_at BIGINT NOT NULL,
    wanted_at BIGINT NOT NULL,
    final_at BIGINT,
    retry_count INTEGER NOT NULL,
    max_retries INTEGER NOT NULL,
    type SMALLINT NOT NULL,
    priority SMALLINT NOT NULL,
    status SMALLINT NOT NULL,
    UNIQUE (user_key, job_id),
    INDEX jobs_final (final_at, job_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- The calendars of a job in their order, and how it ended for those that are done.
CREATE TABLE IF NOT EXISTS {job_calendars} (
    calendar_key BIGINT NOT NULL,
    job_key BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    place INTEGER NOT NULL,
    outcome SMALLINT,
    PRIMARY KEY (job_key, calendar_key),
    INDEX job_calendars_calendar (calendar_key, job_key),
    FOREIGN KEY (job_key) REFERENCES {jobs} (job_key) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {budgets} (
    budget_hash VARBINARY(16) NOT NULL PRIMARY KEY,
    permits BIGINT NOT NULL,
    per_micros BIGINT NOT NULL,
    burst BIGINT NOT NULL,
    level BIGINT NOT NULL,
    reckoned_at BIGINT NOT NULL,
    held_until BIGINT NOT NULL,
    sixteenths INTEGER NOT NULL,
    only_when_throttled BOOLEAN NOT NULL,
    budget_key VARCHAR(1200) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {breakers} (
    breaker_hash VARBINARY(16) NOT NULL PRIMARY KEY,
    breaker_key VARCHAR(2048) NOT NULL,
    version BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    openings INTEGER NOT NULL,
    in_a_row INTEGER NOT NULL,
    state SMALLINT NOT NULL,
    tally_since BIGINT NOT NULL,
    calls INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    earlier_calls INTEGER NOT NULL,
    earlier_failures INTEGER NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- History: rows are added and, by age, dropped; nothing of it is read or locked by what runs.
CREATE TABLE IF NOT EXISTS {runs} (
    calendar_key BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    run_key BIGINT NOT NULL AUTO_INCREMENT,
    started_at BIGINT NOT NULL,
    next_at BIGINT,
    demand_due BIGINT NOT NULL,
    demand_since BIGINT NOT NULL,
    demand_bits INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    outcome SMALLINT NOT NULL,
    run_id VARCHAR(64) NOT NULL,
    node_name VARCHAR(255) NOT NULL,
    counts VARBINARY(400),
    demand_schedule VARCHAR(64),
    detail TEXT,
    PRIMARY KEY (calendar_key, ended_at, run_key),
    INDEX runs_key (run_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};
