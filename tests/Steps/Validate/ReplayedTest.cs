using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Validate;

/// <summary>What a bridge sends again from its spool after a death.</summary>
public class ReplayedTest
{
    private readonly Rig<ValidateState> rig = new(rig => new ValidateStep(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions()));

    [Fact]
    public async Task A_record_that_comes_twice_with_one_id_counts_once_though_its_payload_has_neither_id_nor_time()
    {
        var first = Payload.Raw("d", """{"value":21.5}""");
        var replayed = first with { Headers = [.. first.Headers, new LogHeader(LogHeaders.Replayed, "true")] };
        await rig.RunAsync(rig.Log.Append(first));
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", """{"value":21.5}""")));
        rig.Log.Now += 86_400_000;
        await rig.RunAsync(rig.Log.Append(replayed));
        var books = (await rig.StateAsync()).State.Books;
        Assert.Equal((2, 1), (books.Valid, books.Duplicates));
    }
}
