package org.twoworlds.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.twoworlds.config.RequestException;

/**
 * A key, its certificate and whom it trusts, in one PKCS#12 file: by it a lab and its machines know each other.
 *
 * @param file for its owner alone
 * @param password that opens it
 */
public record NodeKey(Path file, String password) {
    /** For a server that shows its certificate, and for both ends of what is mutual. */
    public SSLContext context() {
        try {
            var store = check();
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password.toCharArray());
            var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The trusted certificate in PEM, for those who are to know the server. */
    public String certificate() {
        try {
            var store = check();
            for (var alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    var text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(store.getCertificate(alias).getEncoded());
                    return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
                }
            }
            throw new IllegalStateException();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Opens it.
     *
     * @throws RequestException where it cannot be opened, has no key, trusts no certificate, or is not its owner's alone
     */
    public KeyStore check() {
        OwnerFile.check("TLS file", file);
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            var keys = 0;
            var trusted = 0;
            for (var alias : Collections.list(store.aliases())) {
                keys += store.isKeyEntry(alias) ? 1 : 0;
                trusted += store.isCertificateEntry(alias) ? 1 : 0;
            }
            if (keys == 0 || trusted == 0) {
                throw new RequestException(
                        "TLS file", file, "hold a key and a trusted certificate", "see: actors/README.md");
            }
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new RequestException(
                    "TLS file", file, "be a PKCS#12 file that its password opens (" + e.getMessage() + ")", "");
        }
    }

    /** The file alone: the password is told to nobody. */
    @Override
    public String toString() {
        return "NodeKey[" + file + "]";
    }
}
