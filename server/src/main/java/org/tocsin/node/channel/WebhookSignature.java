package org.tocsin.node.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tocsin.model.Bytes;

/// Signs what a webhook sends, as Standard Webhooks 1.0.0 says: HMAC-SHA256 over id, seconds and body, with a secret
/// that
/// both sides hold.
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES_MIN = 24;
    private static final int KEY_BYTES_MAX = 64;

    private final SecretKeySpec key;

    private WebhookSignature(SecretKeySpec key) {
        this.key = key;
    }

    /// @param secret `whsec_` and the key in Base64, 24 to 64 bytes of it
    static WebhookSignature of(Secret secret) throws UnusableException {
        String text = secret.reveal();
        if (text.startsWith(PREFIX)) {
            try {
                byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
                if (key.length >= KEY_BYTES_MIN && key.length <= KEY_BYTES_MAX) {
                    return new WebhookSignature(new SecretKeySpec(key, ALGORITHM));
                }
            } catch (IllegalArgumentException noBase64) {
                throw wrong();
            }
        }
        throw wrong();
    }

    private static UnusableException wrong() {
        return new UnusableException("secret_file does not hold " + PREFIX + " and " + KEY_BYTES_MIN + " to "
                + KEY_BYTES_MAX + " bytes in Base64");
    }

    /// The three headers.
    Map<String, String> headers(String id, Instant at, Bytes body) {
        String seconds = Long.toString(at.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", seconds);
        headers.put(
                "webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac(id + "." + seconds + ".", body)));
        return headers;
    }

    private byte[] mac(String front, Bytes body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(front.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body.array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("no HMAC-SHA256", impossible);
        }
    }
}
