package dev.parley.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * {@link NodeMessage} over the clustered event bus, with the sender's name on each. Any thread may send.
 *
 * <p>At most once, in order from one node to another while their connection holds, no backpressure: whoever sends must bound what is under
 * way and must do without any single message.
 */
public final class NodeBus {

    private static final Logger LOG = System.getLogger("dev.parley.wire");
    private static final String FROM = "from";

    /** The failure code for a message that cannot be read here. */
    static final int UNREADABLE = 1;

    /**
     * What went over the bus since the start.
     *
     * @param sent messages sent, questions and answers included
     * @param sentBytes of them
     * @param received messages that came in, but for answers
     * @param receivedBytes of them
     * @param asked questions sent
     * @param unanswered questions that had no answer in time, or whose node could not be reached
     * @param unreadable messages that came in and could not be read
     */
    public record Counts(
            long sent,
            long sentBytes,
            long received,
            long receivedBytes,
            long asked,
            long unanswered,
            long unreadable) {}

    private final Vertx vertx;
    private final NodeId self;
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder asked = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final OnceEach told = new OnceEach();

    /** The bus as used by one node. */
    public NodeBus(Vertx vertx, NodeId self) {
        this.vertx = vertx;
        this.self = self;
    }

    /** This node. */
    public NodeId self() {
        return self;
    }

    /** Takes messages that somebody sent to an address. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * A message came in, on the context that consumes.
         *
         * @return the answer, if the sender is to have one; its failure is answered by silence
         */
        @Nullable
        Future<? extends NodeMessage> receive(NodeId from, NodeMessage message);
    }

    /** Sends without waiting for anything. */
    public void send(String address, NodeMessage message) {
        send(address, Buffer.buffer(NodeCodec.encode(message)));
    }

    /** Sends bytes that were encoded once for several addresses. */
    public void send(String address, Buffer encoded) {
        countSent(encoded);
        vertx.eventBus().send(address, encoded, new DeliveryOptions().addHeader(FROM, self.value()));
    }

    /** Asks, and has an answer or a failure within the time; on the context of the caller. */
    public Future<NodeMessage> request(String address, NodeMessage message, Duration timeout) {
        DeliveryOptions options =
                new DeliveryOptions().addHeader(FROM, self.value()).setSendTimeout(timeout.toMillis());
        Buffer encoded = Buffer.buffer(NodeCodec.encode(message));
        countSent(encoded);
        asked.increment();
        return vertx.eventBus()
                .<Buffer>request(address, encoded, options)
                .onFailure(silence -> unanswered.increment())
                .map(reply -> NodeCodec.decode(reply.body().getBytes()));
    }

    /** Whether a {@link #request} failed because nobody consumes the address, as far as this node knows. */
    public static boolean isNobodyThere(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    /** Consumes an address on the current context from now on; complete when the whole cluster knows. */
    public Future<Void> consume(String address, Receiver receiver) {
        return Consumers.open(vertx, address, message -> receive(message, receiver));
    }

    /** What went over the bus since the start. */
    public Counts counts() {
        return new Counts(
                sent.sum(),
                sentBytes.sum(),
                received.sum(),
                receivedBytes.sum(),
                asked.sum(),
                unanswered.sum(),
                unreadable.sum());
    }

    private void countSent(Buffer encoded) {
        sent.increment();
        sentBytes.add(encoded.length());
    }

    private void receive(Message<Buffer> message, Receiver receiver) {
        received.increment();
        receivedBytes.add(message.body().length());
        Optional<NodeMessage> decoded = decode(message);
        if (decoded.isPresent()) {
            NodeId from = new NodeId(message.headers().get(FROM));
            Future<? extends NodeMessage> answer = receiver.receive(from, decoded.get());
            if (answer != null) {
                answer.onSuccess(reply -> {
                    Buffer encoded = Buffer.buffer(NodeCodec.encode(reply));
                    countSent(encoded);
                    message.reply(encoded);
                });
            }
        }
    }

    private Optional<NodeMessage> decode(Message<Buffer> message) {
        try {
            return Optional.of(NodeCodec.decode(message.body().getBytes()));
        } catch (IllegalArgumentException e) {
            unreadable.increment();
            String why = String.valueOf(e.getMessage());
            if (told.isNew(why)) {
                LOG.log(Level.WARNING, "event=node-message-unreadable address={0} cause={1}", message.address(), why);
            }
            // Who asked is to know at once; for what was only sent this does nothing.
            message.fail(UNREADABLE, why);
            return Optional.empty();
        }
    }
}
