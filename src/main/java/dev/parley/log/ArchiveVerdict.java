package dev.parley.log;

import dev.parley.wire.LogEnd;

/** What became of one append in a transaction. */
sealed interface ArchiveVerdict {

    /** Tells those who wait for the append. Only after the commit. */
    void tell(ArchiveRequest.Append append);

    /**
     * Its entries and its term are there.
     *
     * @param end of the log with this append
     */
    record Stored(LogEnd end) implements ArchiveVerdict {
        @Override
        public void tell(ArchiveRequest.Append append) {
            append.result().complete(end);
        }
    }

    /**
     * None of its new entries is there.
     *
     * @param why conflict or hole
     */
    record Refused(ArchiveException why) implements ArchiveVerdict {
        @Override
        public void tell(ArchiveRequest.Append append) {
            append.fail(why);
        }
    }
}
