-- Who and what there is. The host's texts stand here once; everything else names the numbers, which come only once.

CREATE TABLE IF NOT EXISTS {regions} (
    region INTEGER NOT NULL PRIMARY KEY,
    region_name VARCHAR(32) NOT NULL UNIQUE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- A row for as long as anything of the user is kept. kept: whether the user's own row was put.
CREATE TABLE IF NOT EXISTS {users} (
    user_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id VARCHAR(255) NOT NULL UNIQUE,
    region INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    kept BOOLEAN NOT NULL,
    settings TEXT,
    seen_at BIGINT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

CREATE TABLE IF NOT EXISTS {accounts} (
    account_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id VARCHAR(64) NOT NULL UNIQUE,
    user_key BIGINT NOT NULL,
    provider VARCHAR(32) NOT NULL,
    payload LONGBLOB NOT NULL,
    sealed_with VARCHAR(64) NOT NULL,
    credentials LONGBLOB NOT NULL,
    version BIGINT NOT NULL,
    refreshing_until BIGINT,
    attention TEXT,
    INDEX accounts_user (user_key),
    FOREIGN KEY (user_key) REFERENCES {users} (user_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};

-- ref_hash stands for account and calendar_id together.
CREATE TABLE IF NOT EXISTS {calendars} (
    calendar_key BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    ref_hash VARBINARY(16) NOT NULL UNIQUE,
    account_key BIGINT NOT NULL,
    user_key BIGINT NOT NULL,
    calendar_id VARCHAR(2048) NOT NULL,
    payload LONGBLOB NOT NULL,
    paused TEXT,
    settings TEXT,
    changed_at BIGINT,
    INDEX calendars_account (account_key),
    INDEX calendars_user (user_key),
    FOREIGN KEY (account_key) REFERENCES {accounts} (account_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE {binary};
