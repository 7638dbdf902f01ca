package dev.calsync.store.jdbc;

import java.util.Map;
import java.util.TreeMap;

/** What of an account nobody looks for, as it is kept. */
record AccountForm(String identity, Map<String, String> settings) {

    static void write(PayloadWriter out, AccountForm account) {
        out.text(account.identity);
        out.list(new TreeMap<>(account.settings).entrySet(), (to, setting) -> {
            to.text(setting.getKey());
            to.text(setting.getValue());
        });
    }

    static AccountForm read(PayloadReader in) {
        String identity = in.text();
        Map<String, String> settings = new TreeMap<>();
        int count = in.smallNumber();
        for (int i = 0; i < count; i++) {
            settings.put(in.text(), in.text());
        }
        return new AccountForm(identity, settings);
    }
}
