using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>One challenge and its answer, by SCRAM-SHA-256 (RFC 5802, RFC 7677): the device shows that it knows its key, which does not travel.</summary>
/// <param name="challenges">Makes and judges it.</param>
/// <param name="party">Whose turn it takes to be judged.</param>
/// <param name="known">Whether that is a device that is in.</param>
/// <param name="started">When it began, as a time stamp.</param>
internal sealed class ScramExchange(DeviceChallenges challenges, object party, bool known, long started)
{
    private ScramFirst? _first;
    private string _nonce = "";
    private byte[] _salt = []; // the key file may change before the answer comes
    private string _challenge = "";

    /// <summary>When it began, as a time stamp of the bridge's clock.</summary>
    public long Started => started;

    /// <summary>Who the device says it is; null before it has said so.</summary>
    public string? User => _first?.User;

    /// <summary>Answers the device's first message with a challenge, of one shape for every name; null when the message cannot be used.</summary>
    public byte[]? Challenge(ReadOnlySpan<byte> message)
    {
        if (ScramFirst.Read(message) is not { } first)
            return null;
        _first = first;
        _nonce = first.Nonce + Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        _salt = challenges.SaltOf(first.User);
        _challenge = string.Create(CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(_salt)},i={DeviceChallenges.Iterations}");
        return Encoding.UTF8.GetBytes(_challenge);
    }

    /// <summary>Judges the device's answer; null when too many from its address wait for that.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled while too many others were judged.</exception>
    public async Task<ChallengeProof?> JudgeAsync(byte[] message, CancellationToken cancellation)
    {
        if (_first is not { } first || ScramFinal.Read(message) is not { } final)
            return ChallengeProof.None(User);
        var exchange = Encoding.UTF8.GetBytes($"{first.Bare},{_challenge},{final.Unproven}");
        var fits = final.Nonce == _nonce && final.Binding.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(first.Header));
        // Judged even if it does not fit: the time says nothing about what is wrong.
        if (await challenges.JudgeAsync(party, known, first.User, _salt, final.Proof, exchange, cancellation) is not var (device, key, signature))
            return null;
        return fits && device is not null ? new ChallengeProof(first.User, device, key, Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(signature)}")) : ChallengeProof.None(first.User);
    }
}
