package dev.parley.gateway;

/**
 * How clients reach this node and what they may do.
 *
 * @param host the address to listen on
 * @param port the port; 0: any that is free
 * @param eventLoops over how many event loops the connections are spread
 * @param limits what clients may do
 * @param patience how long is waited
 * @param buffers how much is kept in memory
 * @param secrecy how the port speaks
 */
public record GatewayConfig(
        String host, int port, int eventLoops, Limits limits, Patience patience, Buffers buffers, Secrecy secrecy) {

    /** Over plain HTTP. */
    public GatewayConfig(String host, int port, int eventLoops, Limits limits, Patience patience, Buffers buffers) {
        this(host, port, eventLoops, limits, patience, buffers, Secrecy.NONE);
    }

    public GatewayConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must not be blank");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is 0 to 65,535, not " + port);
        }
        if (eventLoops < 1 || eventLoops > 256) {
            throw new IllegalArgumentException("eventLoops is 1 to 256, not " + eventLoops);
        }
    }

    /** The usual limits, at this address. */
    public static GatewayConfig at(String host, int port, int eventLoops) {
        return new GatewayConfig(host, port, eventLoops, Limits.DEFAULT, Patience.DEFAULT, Buffers.DEFAULT);
    }
}
