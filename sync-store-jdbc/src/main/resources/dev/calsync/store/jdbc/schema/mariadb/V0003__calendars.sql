-- What hangs on one calendar. No table refers to {calendars} by a foreign key: whoever writes here holds the calendar's row
-- in {work}, whoever forgets a calendar takes that row first, and a check for each row would cost more than the row.

-- What a calendar's feed was read up to. round stays when the payload cannot be read any more.
CREATE TABLE IF NOT EXISTS {feeds} (
    calendar_key BIGINT NOT NULL,
    partition_hash VARBINARY(16) NOT NULL,
    round BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    PRIMARY KEY (calendar_key, partition_hash)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {worker_checkpoints} (
    calendar_key BIGINT NOT NULL PRIMARY KEY,
    payload LONGBLOB NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- The replica. first_at and last_at: when the series may take place, rather too long than too short.
CREATE TABLE IF NOT EXISTS {series} (
    calendar_key BIGINT NOT NULL,
    series_id VARCHAR(255) NOT NULL,
    uid_hash VARBINARY(16) NOT NULL,
    version BIGINT NOT NULL,
    deleted BOOLEAN NOT NULL,
    pending BOOLEAN NOT NULL,
    changed_at BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    PRIMARY KEY (calendar_key, series_id),
    INDEX series_uid (calendar_key, uid_hash),
    INDEX series_last (calendar_key, last_at, first_at),
    INDEX series_pending (calendar_key, pending, series_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- seen: the round that mentioned the remote series last. gone: the round that found it gone; null if none did since.
CREATE TABLE IF NOT EXISTS {links} (
    calendar_key BIGINT NOT NULL,
    series_id VARCHAR(255) NOT NULL,
    remote_hash VARBINARY(16) NOT NULL,
    hash VARCHAR(255) NOT NULL,
    seen_partition VARCHAR(2048) NOT NULL,
    seen_round BIGINT NOT NULL,
    gone_partition VARCHAR(2048),
    gone_round BIGINT,
    left_side SMALLINT,
    payload LONGBLOB NOT NULL,
    PRIMARY KEY (calendar_key, series_id),
    UNIQUE (calendar_key, remote_hash),
    INDEX links_gone (calendar_key, gone_round)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {intents} (
    intent_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    calendar_key BIGINT NOT NULL,
    series_id VARCHAR(255) NOT NULL,
    payload LONGBLOB NOT NULL,
    UNIQUE (calendar_key, series_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {quarantine} (
    quarantine_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    calendar_key BIGINT NOT NULL,
    key_hash VARBINARY(16) NOT NULL,
    side SMALLINT NOT NULL,
    payload LONGBLOB NOT NULL,
    UNIQUE (calendar_key, key_hash, side)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {revisions} (
    revision_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    calendar_key BIGINT NOT NULL,
    series_id VARCHAR(255) NOT NULL,
    lost_at BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    INDEX revisions_calendar (calendar_key, lost_at, revision_key),
    INDEX revisions_series (calendar_key, series_id, lost_at, revision_key),
    INDEX revisions_age (lost_at, revision_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {journal} (
    journal_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    calendar_key BIGINT NOT NULL,
    run_id VARCHAR(64) NOT NULL,
    series_id VARCHAR(255) NOT NULL,
    done_at BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    INDEX journal_run (calendar_key, run_id, journal_key),
    INDEX journal_series (calendar_key, series_id, done_at),
    INDEX journal_age (done_at, journal_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {dead_letters} (
    letter_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    calendar_key BIGINT NOT NULL,
    user_key BIGINT NOT NULL,
    run_id VARCHAR(64) NOT NULL,
    given_at BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    INDEX dead_letters_user (user_key, given_at, letter_key),
    INDEX dead_letters_run (user_key, run_id),
    INDEX dead_letters_calendar (calendar_key),
    INDEX dead_letters_age (given_at, letter_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- calendar_key is null for a channel that tells of the account's list of calendars.
CREATE TABLE IF NOT EXISTS {channels} (
    channel_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    channel_id VARCHAR(64) NOT NULL UNIQUE,
    account_key BIGINT NOT NULL,
    calendar_key BIGINT,
    path VARCHAR(128) NOT NULL UNIQUE,
    sealed_with VARCHAR(64) NOT NULL,
    secret LONGBLOB NOT NULL,
    expires_at BIGINT,
    attend_at BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    INDEX channels_account (account_key, channel_key),
    INDEX channels_calendar (calendar_key, channel_key),
    INDEX channels_due (attend_at, channel_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- The audit outlives whatever it speaks of. A chain's row is its lock, and says which of its rows is the last.
CREATE TABLE IF NOT EXISTS {audit_chains} (
    chain_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    chain VARCHAR(255) NOT NULL UNIQUE,
    last_number BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {audit} (
    chain_key BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    PRIMARY KEY (chain_key, number),
    INDEX audit_age (at, number)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- Rows that could not be read any more, as they were found. origin: the table that they were in.
CREATE TABLE IF NOT EXISTS {damaged} (
    damaged_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    calendar_key BIGINT NOT NULL,
    origin VARCHAR(64) NOT NULL,
    row_key VARCHAR(512) NOT NULL,
    noted_at BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    INDEX damaged_calendar (calendar_key),
    INDEX damaged_age (noted_at, damaged_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- source_key, target_key: calendars, which are never deleted before the mirrors that they are on.
CREATE TABLE IF NOT EXISTS {mirrors} (
    mirror_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    mirror_id VARCHAR(64) NOT NULL UNIQUE,
    user_key BIGINT NOT NULL,
    source_key BIGINT NOT NULL,
    target_key BIGINT NOT NULL,
    payload LONGBLOB NOT NULL,
    INDEX mirrors_user (user_key, mirror_key),
    INDEX mirrors_source (source_key),
    INDEX mirrors_target (target_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {mirror_ties} (
    mirror_key BIGINT NOT NULL,
    source_id VARCHAR(255) NOT NULL,
    target_id VARCHAR(255) NOT NULL,
    payload LONGBLOB NOT NULL,
    PRIMARY KEY (mirror_key, source_id),
    UNIQUE (mirror_key, target_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- Series that mirrors have yet to look at; a row for each change, so that who reads one never takes another away.
CREATE TABLE IF NOT EXISTS {mirror_touched} (
    touched_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    calendar_key BIGINT NOT NULL,
    series_id VARCHAR(255) NOT NULL,
    INDEX mirror_touched_calendar (calendar_key, touched_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};
