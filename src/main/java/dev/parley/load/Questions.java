package dev.parley.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** The history pages that a client asked for and has not got. Owner: the event loop of the client. */
final class Questions {

    private static final Duration WITHIN = Duration.ofSeconds(10);

    /**
     * A page of history.
     *
     * @param entries ascending
     * @param isLast whether it holds the newest entry
     */
    record Page(List<ServerFrame.Seen> entries, boolean isLast) {}

    private record Question(Promise<Page> answer, long timer) {}

    private final Vertx vertx;
    private final Map<String, Question> open = new HashMap<>();

    Questions(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Waits for the answer to this reference, 10 s at most. */
    Future<Page> ask(String ref) {
        Promise<Page> answer = Promise.promise();
        long timer = vertx.setTimer(WITHIN.toMillis(), t -> {
            open.remove(ref);
            answer.tryFail(new TimeoutException("no page within " + WITHIN.toSeconds() + " s"));
        });
        open.put(ref, new Question(answer, timer));
        return answer.future();
    }

    /** An answer came. */
    void answer(String ref, Page page) {
        Question question = open.remove(ref);
        if (question != null) {
            vertx.cancelTimer(question.timer());
            question.answer().tryComplete(page);
        }
    }

    /** An error came; false when it answers none of these. */
    boolean fail(String ref, String why) {
        Question question = open.remove(ref);
        if (question == null) {
            return false;
        }
        vertx.cancelTimer(question.timer());
        question.answer().tryFail(why);
        return true;
    }

    /** The connection is gone, and the answers with it. */
    void failAll(String why) {
        List.copyOf(open.keySet()).forEach(ref -> fail(ref, why));
    }
}
