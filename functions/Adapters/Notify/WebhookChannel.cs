using System.Net.Http.Headers;
using System.Text.Json;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Notify;

/// <summary>
/// Posts each alert as JSON: <c>{"alert": {…}, "state": "open"}</c>, with the alert's id in the header
/// <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header). Any 2xx answer means taken. With a key it is signed: see <see cref="WebhookSigner"/>.
/// </summary>
internal sealed class WebhookChannel(HttpClient client, Uri address, WebhookSigner? signer) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => AlertChannels.Webhook;

    /// <inheritdoc/>
    public async Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("Idempotency-Key", notice.Key);
        var body = JsonSerializer.SerializeToUtf8Bytes(WebhookPayload.Of(notice), WebhookJson.Default.WebhookPayload);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        signer?.Sign(request, notice.Key, body);
        try
        {
            // The body of the answer does not matter, so it is not read.
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}";
        }
        catch (HttpRequestException error)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {client.Timeout.TotalSeconds} s";
        }
    }
}
