package dev.parley.gateway;

import dev.parley.tls.Https;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * What TLS means for the answers of the gateway.
 *
 * @param https how the port speaks
 * @param hsts how long browsers shall use nothing but https for this host name; zero: they are not asked
 */
public record Secrecy(Https https, Duration hsts) {

    /** Plain HTTP. */
    public static final Secrecy NONE = new Secrecy(Https.off(), Duration.ZERO);

    private static final String HSTS = "Strict-Transport-Security";

    /** Asks for https before anything else answers. Also in errors and on every path, since that is where browsers look. */
    void ask(RoutingContext ctx) {
        if (https.isOn() && !hsts.isZero()) {
            ctx.response().putHeader(HSTS, "max-age=" + hsts.toSeconds());
        }
        ctx.next();
    }

    /** Puts on every cookie that it goes over TLS only and not to scripts. SockJS sets one, for proxies, that says nothing. */
    void guardCookies(RoutingContext ctx) {
        if (https.isOn()) {
            ctx.addHeadersEndHandler(
                    v -> ctx.response().headers().getAll(HttpHeaders.SET_COOKIE).forEach(cookie -> guard(ctx, cookie)));
        }
        ctx.next();
    }

    private static void guard(RoutingContext ctx, String cookie) {
        ctx.response().headers().set(HttpHeaders.SET_COOKIE, cookie + "; Secure; HttpOnly");
    }
}
