package dev.parley.gateway;

import dev.parley.wire.ErrorCode;
import dev.parley.wire.Latency;
import java.util.Map;

/**
 * How clients are served, since the start.
 *
 * @param isOpen whether sessions are taken
 * @param opened connections that came
 * @param left connections that the other side closed, or that broke
 * @param refusals errors sent to clients, by code
 * @param posts messages and other commands that passed all checks and were handed on
 * @param acknowledged those that are on enough disks
 * @param failed those that were refused, or not acknowledged in time, by code
 * @param acknowledgement from the hand-over to the acknowledgement
 * @param delivery from the number that the leader gave an entry until this node wrote it to its sockets, by the clocks of both nodes
 * @param waitingBytes for sockets that have not taken them in, as of the last look a second ago at the most
 * @param slow sessions that are handed nothing because so much waits, as of the same look
 * @param loopDelay how late the clocks of the event loops came
 */
public record Traffic(
        boolean isOpen,
        long opened,
        long left,
        Map<ErrorCode, Long> refusals,
        long posts,
        long acknowledged,
        Map<ErrorCode, Long> failed,
        Latency.Snapshot acknowledgement,
        Latency.Snapshot delivery,
        long waitingBytes,
        int slow,
        Latency.Snapshot loopDelay) {}
