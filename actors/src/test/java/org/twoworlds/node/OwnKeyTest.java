package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.RequestException;

class OwnKeyTest {
    @TempDir
    Path home;

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aLabsOwnKeyIsMadeOnceAndForItsOwnerAlone() throws Exception {
        assertThat(OwnKey.find(home)).isEmpty();
        var made = OwnKey.of(home);
        assertThat(rights(OwnKey.file(home))).isEqualTo("rw-------");
        assertThat(rights(OwnKey.passwordFile(home))).isEqualTo("rw-------");
        try (var files = Files.list(home)) {
            assertThat(files).as("nothing is left beside them").hasSize(2);
        }
        assertThat(OwnKey.of(home)).isEqualTo(made);
        assertThat(OwnKey.find(home).orElseThrow().certificate()).isEqualTo(made.certificate());
        assertThat(made.context()).isNotNull();
        assertThat(made.toString()).doesNotContain(made.password());

        Files.setPosixFilePermissions(OwnKey.file(home), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> OwnKey.of(home))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("you alone")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aSecretThatOthersMayUseIsRefused() throws IOException {
        var file = home.resolve("secret");
        OwnerFile.write(file, "a secret");
        assertThat(rights(file)).isEqualTo("rw-------");
        assertThat(OwnerFile.secret("token", file)).isEqualTo("a secret");
        for (var rights : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
            assertThatThrownBy(() -> OwnerFile.secret("token", file))
                    .as(rights)
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("chmod 600")
                    .hasMessageNotContaining("a secret");
        }
    }
}
