using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tests.Running;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>Entries of an unusual kind are no difference in the books.</summary>
public class NoLossTest
{
    [Fact]
    public async Task A_record_that_made_Validate_throw_is_accounted_for()
    {
        var rig = new Rig<ValidateState>(rig => new Fragile<ValidateState>(Step(rig), record => record.Offset == 1));
        await rig.RunAsync([.. Enumerable.Range(1, 3).Select(seq => rig.Log.Append(Payload.Reading("d", seq, 20, Payload.Start + seq)))]);
        Assert.Equal((3, 1), await BooksAsync(rig));
    }

    [Fact]
    public async Task A_refused_payload_in_a_blob_is_accounted_for()
    {
        var rig = new Rig<ValidateState>(Step);
        await rig.RunAsync(rig.Log.Append(Payload.Raw("d", new string('x', 983_041))), rig.Log.Append(Payload.Reading("d", 1, 20, Payload.Start)));
        Assert.Equal((2, 1), await BooksAsync(rig));
    }

    private static ValidateStep Step(Rig<ValidateState> rig) => new(rig.Log, rig.Blobs, new TopicNames(), new ValidateOptions());

    private static async Task<(long Records, long Quarantined)> BooksAsync(Rig<ValidateState> rig)
    {
        var audit = new AuditStep(rig.Blobs, rig.Log, new BooksStore(rig.Blobs), new TopicNames(), new AuditOptions(), TimeProvider.System, NullLogger<AuditStep>.Instance);
        var books = (await audit.LookAsync(default)).Partitions.Single();
        Assert.Empty(books.Incidents);
        var ledger = books.Steps["validate"];
        Assert.Equal(0, ledger.Off);
        return (ledger.Books!.Records, ledger.Books.Quarantined);
    }
}
