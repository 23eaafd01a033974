package dev.parley.metrics;

import dev.parley.gateway.Gateway;
import dev.parley.gateway.Traffic;
import dev.parley.wire.CloseCode;
import dev.parley.wire.ErrorCode;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.TreeMap;

/** Clients of one node. */
final class GatewayPage {

    private GatewayPage() {}

    static void write(Page page, Gateway.Counts counts, int maxSessions) {
        Traffic traffic = counts.traffic();
        page.gauge("sessions", "Clients that are connected.", counts.sessions());
        page.gauge("sessions_limit", "Clients that may be connected (max-sessions).", maxSessions);
        page.counter("sessions_opened", "Connections that came.", traffic.opened());
        page.counters(
                "sessions_closed",
                "Connections that ended, by close code. Code 0: closed by the client, or broken.",
                closes(counts.closes(), traffic.left()));
        page.counter(
                "hellos_crowded",
                "Hellos that were told to come again because too many came at once.",
                counts.crowded());
        page.counter("frames_received", "Messages from clients.", counts.frames());
        page.counters("refusals", "Errors sent to clients, by number of docs/protocol.md.", errors(traffic.refusals()));
        page.counter("posts", "Messages and other commands that passed all checks.", traffic.posts());
        page.counter("posts_acknowledged", "Those that are on enough disks.", traffic.acknowledged());
        page.counters(
                "posts_failed", "Those that were refused, or not acknowledged in time.", errors(traffic.failed()));
        page.durations(
                "acknowledgement_seconds",
                "From when this node handed a command on until enough disks had it.",
                traffic.acknowledgement());
        page.durations(
                "delivery_seconds",
                "From when the leader numbered a message until this node wrote it to its sockets, by both nodes' clocks.",
                traffic.delivery());
        page.counter("deliveries", "Entries sent, each counted for each session.", counts.deliveries());
        page.counter("sent_bytes", "Bytes sent to clients in messages.", counts.bytes());
        page.gauge("sockets_waiting_bytes", "Bytes that clients' sockets have not taken in.", traffic.waitingBytes());
        page.gauge("sessions_slow", "Sessions that are handed nothing because so much waits.", traffic.slow());
    }

    private static Map<Labels, Long> closes(Map<CloseCode, Long> byUs, long byOthers) {
        Map<Labels, Long> parts = new TreeMap<>();
        for (CloseCode code : CloseCode.values()) {
            parts.put(
                    Labels.of("code", Short.toString(code.code()), "reason", Page.word(code)),
                    byUs.getOrDefault(code, 0L));
        }
        parts.put(Labels.of("code", "0", "reason", "client"), byOthers);
        return parts;
    }

    private static Map<Labels, Long> errors(Map<ErrorCode, Long> counts) {
        Map<Labels, Long> parts = new TreeMap<>();
        counts.forEach((error, count) ->
                parts.put(Labels.of("code", Integer.toString(error.code()), "error", error.wireName()), count));
        return parts;
    }
}
