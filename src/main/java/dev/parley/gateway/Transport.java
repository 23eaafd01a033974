package dev.parley.gateway;

import dev.parley.wire.CloseCode;
import io.vertx.core.Future;

/** The wire to one client. Used on the event loop of its session. */
interface Transport {

    /** Hands a message over; completes when the socket has taken it in, or fails when it is closed. Messages stay in order. */
    Future<Void> write(Frame frame);

    /** Asks the other side for a sign of life, which is then reported to the session; false: this kind of connection cannot. */
    boolean probe();

    /** Ends the connection: in good manners if the client takes part, otherwise by force within 5 s. */
    void close(CloseCode code);
}
