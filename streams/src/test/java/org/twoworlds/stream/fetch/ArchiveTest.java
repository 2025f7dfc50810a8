package org.twoworlds.stream.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.twoworlds.config.RequestException;

/** The places from which data sets are fetched. */
class ArchiveTest {
    @TempDir
    Path folder;

    private Optional<Path> own(String text) throws IOException {
        return Optional.of(Files.writeString(folder.resolve("own.conf"), text));
    }

    @Test
    void aFileOfOnesOwnReplacesTheDataSetsThatItNames() throws IOException {
        var own = own("cifar10 = [{ url = \"http://mirror.invalid/a.tar.gz\", name = a.tar.gz, bytes = 12 }]");
        var files = Archive.of("cifar10", own);
        assertThat(files).hasSize(1);
        assertThat(files.get(0).bytes()).isEqualTo(12);
        assertThat(files.get(0).unpack()).isTrue();
        assertThat(files.get(0).md5()).isEmpty();
        assertThat(Archive.of("cifar100", own)).isEqualTo(Archive.of("cifar100", Optional.empty()));
    }

    @Test
    void aDataSetThatIsNotListedIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> Archive.of("cifar11", Optional.empty()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("cifar11")
                .hasMessageContaining("cifar10, cifar100, cifar5m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cifar10 = [ | be HOCON that holds lists",
                "cifar10 = 3 | be HOCON that holds lists",
                "cifar10 = [3] | list url and name",
                "cifar10 = [{ name = a }] | url is missing",
                "cifar10 = [{ url = \"ftp://a/b\", name = a }] | must be http or https",
                "cifar10 = [{ url = \"http://a/b\", name = ../a }] | a plain file name",
                "cifar10 = [{ url = \"http://a/b\", name = a, bytes = many }] | list url and name",
            })
    void aFileThatListsSomethingElseIsOneMessage(String text, String said) throws IOException {
        var own = own(text);
        assertThatThrownBy(() -> Archive.of("cifar10", own))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("own.conf")
                .hasMessageContaining(said);
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> Archive.of("cifar10", Optional.of(folder.resolve("none.conf"))))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("none.conf) must exist");
    }
}
