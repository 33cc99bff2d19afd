using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ServerlessIot.Ops.Api.Access.Tokens;
using ServerlessIot.Ops.Tests.Doubles;

namespace ServerlessIot.Ops.Tests.Api.Access.Tokens;

/// <summary>When keys are fetched, and how long they count.</summary>
public sealed class SigningKeysTests : IDisposable
{
    private readonly SetClock clock = new();
    private readonly LogLines lines = new();
    private readonly LoggerFactory logging;
    private readonly SigningKeys keys;
    private readonly HashSet<string> published = ["a"];
    private TaskCompletionSource? hold;
    private bool down;
    private int fetches;

    public SigningKeysTests()
    {
        logging = new LoggerFactory([lines]);
        keys = new SigningKeys(FetchAsync, clock, logging.CreateLogger<SigningKeys>());
    }

    public void Dispose()
    {
        keys.Dispose();
        logging.Dispose();
        lines.Dispose();
    }

    [Fact]
    public async Task Keys_are_held()
    {
        for (var i = 0; i < 5; i++) Assert.NotNull(await keys.FindAsync("a", default));
        Assert.Equal(1, fetches);
        clock.Now += SigningKeys.RefreshAfter;
        Assert.NotNull(await keys.FindAsync("a", default));
        Assert.Equal(2, fetches);
    }

    [Fact]
    public async Task Many_at_once_fetch_once()
    {
        hold = new TaskCompletionSource();
        var all = Enumerable.Range(0, 50).Select(_ => keys.FindAsync("a", default)).ToList();
        using var leaving = new CancellationTokenSource();
        var leaver = keys.FindAsync("a", leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        hold.SetResult();
        Assert.All(await Task.WhenAll(all), key => Assert.NotNull(key));
        Assert.Equal(1, fetches);
    }

    [Fact]
    public async Task A_new_key_is_found_and_made_up_ones_do_not_make_a_storm()
    {
        Assert.Null(await keys.FindAsync("made-up", default));
        for (var i = 0; i < 100; i++) Assert.Null(await keys.FindAsync($"made-up-{i}", default));
        Assert.Equal(1, fetches);
        published.Add("b");
        published.Remove("a");
        clock.Now += SigningKeys.Pause;
        Assert.NotNull(await keys.FindAsync("b", default));
        Assert.Null(await keys.FindAsync("a", default));
        Assert.Equal(2, fetches);
    }

    [Fact]
    public async Task Without_an_authority_there_is_an_error_until_it_answers()
    {
        down = true;
        for (var i = 0; i < 10; i++) await Assert.ThrowsAsync<IdentityUnavailableException>(() => keys.FindAsync("a", default));
        Assert.Equal(1, fetches);
        down = false;
        clock.Now += SigningKeys.PauseAfterFailure;
        Assert.NotNull(await keys.FindAsync("a", default));
    }

    [Fact]
    public async Task Keys_outlive_a_failure_of_their_authority_for_a_day()
    {
        Assert.NotNull(await keys.FindAsync("a", default));
        down = true;
        clock.Now += SigningKeys.ForgetAfter - TimeSpan.FromSeconds(1);
        Assert.NotNull(await keys.FindAsync("a", default));
        Assert.Null(await keys.FindAsync("b", default));
        Assert.Single(lines.Of(3003));
        clock.Now += TimeSpan.FromSeconds(1);
        await Assert.ThrowsAsync<IdentityUnavailableException>(() => keys.FindAsync("a", default));
    }

    private async Task<IReadOnlyDictionary<string, RSAParameters>> FetchAsync(CancellationToken cancellationToken)
    {
        fetches++;
        if (hold is not null) await hold.Task;
        return down ? throw new IdentityUnavailableException("down") : published.ToDictionary(id => id, _ => new RSAParameters());
    }
}
