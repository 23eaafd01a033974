package dev.parley.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.admin.Gatekeeper.Barred;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatekeeperTest {

    private static final String TOKEN = Tokens.make();

    private Optional<String> hash = Optional.of(Tokens.hash(TOKEN));
    private final Gatekeeper gatekeeper = new Gatekeeper(() -> hash);

    @Test
    void shouldLetInWhoHasTheToken() {
        assertThat(look("Bearer " + TOKEN, "here", 0)).isEmpty();
        assertThat(look("bearer " + TOKEN + " ", "here", 0)).isEmpty();
        assertThat(error("Bearer " + TOKEN + "x", "here", 0)).isEqualTo(AdminError.WRONG_TOKEN);
        assertThat(error("Bearer " + TOKEN.substring(1), "here", 0)).isEqualTo(AdminError.WRONG_TOKEN);
        assertThat(error("Bearer " + Tokens.hash(TOKEN), "here", 0)).isEqualTo(AdminError.WRONG_TOKEN);
        assertThat(error("Basic " + TOKEN, "here", 0)).isEqualTo(AdminError.NO_TOKEN);
        assertThat(error(null, "here", 0)).isEqualTo(AdminError.NO_TOKEN);
    }

    @Test
    void shouldFollowAReplacedToken() {
        String other = Tokens.make();
        hash = Optional.empty();
        assertThat(error("Bearer " + TOKEN, "here", 0)).isEqualTo(AdminError.NO_TOKEN_YET);
        hash = Optional.of(Tokens.hash(other));
        assertThat(look("Bearer " + other, "here", 0)).isEmpty();
        assertThat(error("Bearer " + TOKEN, "here", 0)).isEqualTo(AdminError.WRONG_TOKEN);
    }

    @Test
    void shouldSlowDownWhoeverGuessesAndNobodyElse() {
        for (int i = 0; i < Attempts.BURST; i++) {
            assertThat(error("Bearer guess-" + i, "there", 0)).isEqualTo(AdminError.WRONG_TOKEN);
        }
        assertThat(error("Bearer guess", "there", 0)).isEqualTo(AdminError.TOO_MANY_ATTEMPTS);
        assertThat(look("Bearer guess", "there", 0).orElseThrow().waitMillis()).isEqualTo(Attempts.MILLIS_EACH);
        assertThat(error("Bearer guess", "here", 0)).isEqualTo(AdminError.WRONG_TOKEN);
        assertThat(error("Bearer guess", "there", Attempts.MILLIS_EACH)).isEqualTo(AdminError.WRONG_TOKEN);
        assertThat(error("Bearer guess", "there", Attempts.MILLIS_EACH)).isEqualTo(AdminError.TOO_MANY_ATTEMPTS);
        assertThat(error("Bearer guess", "there", 3 * Attempts.MILLIS_EACH)).isEqualTo(AdminError.WRONG_TOKEN);
    }

    /** Behind a proxy all people have its address. */
    @Test
    void shouldNotLockTheAdministratorOutWhenSomebodyElseGuesses() {
        for (int i = 0; i < 5 * Attempts.BURST; i++) {
            assertThat(look("Bearer guess-" + i, "proxy", 0)).isPresent();
        }

        assertThat(look("Bearer " + TOKEN, "proxy", 0)).isEmpty();
        assertThat(error("Bearer guess", "proxy", 0)).isEqualTo(AdminError.TOO_MANY_ATTEMPTS);
    }

    @Test
    void shouldRememberBoundedlyManyAddresses() {
        for (int i = 0; i < 5_000; i++) {
            assertThat(look("Bearer guess", "address-" + i, 0)).isPresent();
        }
        assertThat(error("Bearer guess", "address-4999", 0)).isEqualTo(AdminError.TOO_MANY_ATTEMPTS);
        assertThat(error("Bearer guess", "address-4999", 100_000_000)).isEqualTo(AdminError.WRONG_TOKEN);
    }

    private Optional<Barred> look(@Nullable String authorization, String address, long nowMillis) {
        return gatekeeper.look(authorization, address, nowMillis);
    }

    private AdminError error(@Nullable String authorization, String address, long nowMillis) {
        return look(authorization, address, nowMillis).orElseThrow().error();
    }
}
