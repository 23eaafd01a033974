package dev.parley.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.wire.UserId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GuestsTest {

    @Test
    void shouldGiveTheSameTokenTheSameUserOnEveryNode() {
        UserId here = Guests.secure().guest("Ada", "q83vEjRWeJCrze8SNFZ4kA").id();
        UserId there = Guests.secure().guest("Ada L.", "q83vEjRWeJCrze8SNFZ4kA").id();
        assertThat(here).isEqualTo(there);
    }

    @Test
    void shouldMakeTheIdTheWayTheRestOfTheWorldDoes() {
        // printf q83vEjRWeJCrze8SNFZ4kA | sha256sum | xxd -r -p | base32 | tr A-Z a-z | cut -c1-16
        assertThat(Guests.idOf("q83vEjRWeJCrze8SNFZ4kA").value()).isEqualTo("iwmky6kovjokahaq");
    }

    @Test
    void shouldMakeAnotherTokenForEverybodyWhoBringsNone() {
        Guests guests = Guests.secure();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Guest guest = guests.guest("Ada", null);
            assertThat(Guests.isToken(guest.token())).isTrue();
            assertThat(guest.token()).hasSize(22);
            tokens.add(guest.token());
        }
        assertThat(tokens).hasSize(1_000);
    }

    @Test
    void shouldRefuseNamesAndTokensOfTheWrongForm() {
        Guests guests = Guests.secure();
        assertThatThrownBy(() -> guests.guest("", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> guests.guest("x".repeat(41), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> guests.guest("a\u0007b", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> guests.guest("Ada", "short")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> guests.guest("Ada", "spaces are not allowed in tokens"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotTellTheTokenToALog() {
        assertThat(Guests.secure().guest("Ada", "q83vEjRWeJCrze8SNFZ4kA").toString())
                .doesNotContain("q83vEjRWeJ");
    }
}
