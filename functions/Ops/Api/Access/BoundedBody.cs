using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>Reads a body that may have so many bytes and no more.</summary>
internal static class BoundedBody
{
    private const int Step = 64 << 10;

    /// <summary>The body; null when it is larger. Memory grows with what arrives, not with what is announced.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most) return null;
        var body = new ArrayBufferWriter<byte>();
        while (await request.Body.ReadAsync(body.GetMemory(Step), cancellationToken) is > 0 and var count)
        {
            body.Advance(count);
            if (body.WrittenCount > most) return null;
        }

        return body.WrittenMemory;
    }
}
