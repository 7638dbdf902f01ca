package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredUser;
import java.util.List;

/** What one user chose, and when the user was last around. */
final class UserSettings {
    private final Engine engine;
    private final UserId user;

    UserSettings(Engine engine, UserId user) {
        this.engine = engine;
        this.user = user;
    }

    SyncSettings ofUser() {
        return engine.store().inTransaction(tx -> row(tx).settings());
    }

    void set(SyncSettings settings) {
        settings.validate(engine.settings().bounds());
        engine.store().inTransaction(tx -> {
            tx.users().put(row(tx).settings(settings));
            engine.settingsRows().align(tx, user);
            tx.users().changed(user);
            return true;
        });
        engine.wake();
    }

    SyncSettings of(CalendarRef calendar) {
        return engine.store().inTransaction(tx -> row(tx, calendar).settings());
    }

    void set(CalendarRef calendar, SyncSettings settings) {
        settings.validate(engine.settings().bounds());
        engine.store().inTransaction(tx -> {
            tx.calendars().put(List.of(row(tx, calendar).settings(settings)));
            engine.settingsRows().align(tx, user);
            tx.users().changed(user);
            return true;
        });
        engine.wake();
    }

    void touch() {
        engine.store().inTransaction(tx -> {
            engine.settingsRows().seen(tx, user);
            return true;
        });
    }

    void region(Region region) {
        engine.store().inTransaction(tx -> {
            tx.users().put(row(tx).region(region));
            tx.users().changed(user);
            return true;
        });
    }

    private StoredUser row(StoreTransaction tx) {
        return tx.users().find(user).orElseGet(() -> new StoredUser(user));
    }

    private StoredCalendar row(StoreTransaction tx, CalendarRef calendar) {
        return tx.calendars()
                .find(calendar)
                .filter(stored -> stored.user().equals(user))
                .orElseThrow(() -> new IllegalArgumentException("this user has no calendar " + calendar));
    }
}
