package dev.parley.leader;

import dev.parley.wire.PureCore;

/**
 * When one shard may ask the grid something: not while an answer is awaited, unless it takes too long; and less and less often when the
 * answers are no good.
 *
 * <p>A call that waits for the copy on a dead node is answered after one or two seconds; the same call beside it in milliseconds. What is asked
 * for does the same when it is asked for twice.
 */
@PureCore
final class Question {

    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LAST_RETRY_MILLIS = 1000;
    private static final long FIRST_SILENCE_MILLIS = 300;
    private static final long LAST_SILENCE_MILLIS = 5000;

    private boolean isAsked;
    private long askedAt;
    private long silenceMillis = FIRST_SILENCE_MILLIS;
    private long retryAt;
    private long retryMillis = FIRST_RETRY_MILLIS;

    /** No answer is awaited any more. */
    void forget() {
        isAsked = false;
        silenceMillis = FIRST_SILENCE_MILLIS;
    }

    /** It is asked now. */
    void ask(Now now) {
        if (isAsked) {
            silenceMillis = Math.min(2 * silenceMillis, LAST_SILENCE_MILLIS);
        }
        isAsked = true;
        askedAt = now.tickMillis();
    }

    /** The answer was no good: later again, and later still the next time. */
    void tryLater(Now now) {
        isAsked = false;
        retryAt = now.tickMillis() + retryMillis;
        retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
    }

    /** May be asked at once; how good the answers were before does not count any more. */
    void tryNow(Now now) {
        retryAt = now.tickMillis();
        retryMillis = FIRST_RETRY_MILLIS;
    }

    /** The answers are good again. */
    void succeeded() {
        retryMillis = FIRST_RETRY_MILLIS;
    }

    /** Before this time it must not be asked, on the clock that never goes back. */
    long retryAt() {
        return retryAt;
    }

    /** Whether it may be asked, because no answer is awaited. */
    boolean isDue(Now now) {
        return !isAsked && now.tickMillis() >= retryAt;
    }

    /** Whether it may be asked again beside the question that has no answer yet. */
    boolean isSilent(Now now) {
        return isAsked && now.tickMillis() >= askedAt + silenceMillis;
    }
}
