package dev.calsync.reconcile;

/** The row of the decision table ({@link Reconciler}) that a plan came from. Names are stable: history keeps them. */
public enum Decision {
    /** Nothing is known that asks for anything. */
    NOTHING("nothing to do"),
    /** Linked and unchanged on both sides. */
    IN_SYNC("unchanged on both sides"),
    /** An edit that changed no meaning, or the same edit on both sides, or our own write coming back. */
    SETTLED("both sides mean the same"),
    /** The remote series is new here. */
    ADOPT_REMOTE("new at the provider"),
    /** The local series is new at the provider, or gone there without ever having been linked. */
    CREATE_REMOTE("new here"),
    /** Two unlinked series of one UID that mean the same. */
    LINK_EQUAL("the same event on both sides, now linked"),
    /** Only the remote side changed. */
    TAKE_REMOTE("changed at the provider"),
    /** Only this side changed. */
    PUSH_LOCAL("changed here"),
    /** The remote series is gone and this side did not change it. */
    REMOVE_REPLICA("deleted at the provider"),
    /** Deleted here, unchanged at the provider. */
    DELETE_REMOTE("deleted here"),
    /** Gone on both sides. */
    FORGET("gone on both sides"),
    /** The replica lost its row; the link or the remote side still has the state. */
    RESTORE_REPLICA("missing here without having been deleted, restored"),
    /** The replica lost its row and only a hash is left. */
    REREAD_REMOTE("missing here without having been deleted, to be read again"),
    /** Both sides changed: merged. */
    MERGED("changed on both sides, merged"),
    /** Both sides changed: the remote state stands. */
    REMOTE_STANDS("changed on both sides, the provider's state stands"),
    /** Both sides changed: the local state stands. */
    LOCAL_STANDS("changed on both sides, the state here stands"),
    /** Deleted here, edited at the provider: the edit stands. */
    REMOTE_EDIT_STANDS("deleted here but changed at the provider, the change stands"),
    /** Deleted here, edited at the provider: the deletion stands. */
    LOCAL_DELETE_STANDS("changed at the provider but deleted here, the deletion stands"),
    /** Edited here, deleted at the provider: the edit stands. */
    LOCAL_EDIT_STANDS("deleted at the provider but changed here, the change stands"),
    /** Edited here, deleted at the provider: the deletion stands. */
    REMOTE_DELETE_STANDS("changed here but deleted at the provider, the deletion stands"),
    /** The host is asked; both sides keep theirs. */
    PARKED("changed on both sides, waiting for an answer");

    private final String why;

    Decision(String why) {
        this.why = why;
    }

    /** Why the plan is what it is, for people; without values of the series. */
    public String why() {
        return why;
    }
}
