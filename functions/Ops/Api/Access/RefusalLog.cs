using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>
/// Logs who was refused what: each time for somebody whose token is good; for strangers at most once a second with the
/// number of those in between, since anyone can send them as fast as they like.
/// </summary>
public sealed class RefusalLog(TimeProvider time, ILogger<RefusalLog> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private long? last;
    private int unsaid;

    /// <summary>Notes a refusal and hands it back.</summary>
    public Problem Note(HttpRequest request, Problem refusal, Caller? caller)
    {
        if (caller is not null) logger.NotAllowed(caller.Name, request.Method, LogText.Path(request), refusal.Status, refusal.Detail);
        else if (Turn() is { } others) logger.Refused(request.Method, LogText.Path(request), refusal.Status, refusal.Detail, others);
        return refusal;
    }

    private int? Turn()
    {
        lock (gate)
        {
            if (last is { } before && time.GetElapsedTime(before) < Pause)
            {
                unsaid++;
                return null;
            }

            last = time.GetTimestamp();
            (var others, unsaid) = (unsaid, 0);
            return others;
        }
    }
}
