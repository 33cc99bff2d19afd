using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Access.Tokens;
using ServerlessIot.Bridge.Mqtt.Connecting;

namespace ServerlessIot.Bridge.Ingest;

/// <summary><c>POST /token</c>: a session token for the device that asks, as of RFC 6749, 5.1.</summary>
internal sealed class TokenDoor(BridgeServices services)
{
    private const string Path = "/token";

    /// <summary>Whether a request is for it; where no tokens are given it is for nobody.</summary>
    public bool IsMeant(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return services.Access.Sessions is not null && (target == Path || target.StartsWith(Path + "?", StringComparison.Ordinal));
    }

    /// <summary>Answers who was let in.</summary>
    /// <exception cref="Problem">They get none.</exception>
    public async Task AnswerAsync(HttpContext context, AccessPass pass)
    {
        if (pass.Identity is not { Tenant: not null, Device: not null } device)
            throw Problems.NoSession("session tokens are for devices that are known by credentials of their own");
        var level = services.Access.LevelOf(device, pass.Remote);
        if (level == AccessLevel.Minimal)
            throw Problems.NoSession("not at this device's risk");
        var life = Life(context.Request.Query);
        if (services.Requests.Take(device, Encoding.UTF8.GetBytes(device.Name), level, 1, 0) is { Ticks: > 0 } wait)
            throw Problems.TooFast(wait);
        var (token, seconds) = services.Access.Sessions!.Issue(pass, life);
        if (seconds <= 0)
            throw Problems.Refused(new AccessRefusal(RefusalKind.Expired, "what the device came with ends now"));
        services.Access.Tell(AuditKind.Token, device.Name, pass.Remote, $"a session token for {seconds} s");
        var response = context.Response;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("access_token", token);
        writer.WriteString("token_type", "Bearer");
        writer.WriteNumber("expires_in", seconds);
        writer.WriteEndObject();
    }

    private TimeSpan Life(IQueryCollection query)
    {
        if (!query.TryGetValue("seconds", out var text))
            return services.Options.Access.SessionFor;
        return text.Count == 1 && int.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= 1 && seconds <= SessionTokens.Longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Problems.BadRequest($"seconds is a whole number from 1 to {SessionTokens.Longest.TotalSeconds}");
    }
}
