using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Adapters.Notify;

/// <summary>
/// Signs posts as Standard Webhooks 1.0.0 says (https://github.com/standard-webhooks/standard-webhooks, "Signature scheme"): header
/// <c>webhook-signature: v1,</c> and base64 of HMAC-SHA-256 over <c>{webhook-id}.{webhook-timestamp}.{body}</c>, the time in Unix seconds, so that
/// a receiver refuses what is old or from somebody else.
/// </summary>
internal sealed class WebhookSigner(byte[] key, TimeProvider time)
{
    /// <summary>Adds the three headers.</summary>
    public void Sign(HttpRequestMessage request, string id, byte[] body)
    {
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. body];
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
    }
}
