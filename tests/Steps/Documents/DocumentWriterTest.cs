using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Documents;

public class DocumentWriterTest
{
    private readonly MemoryDocuments documents = new();

    /// <summary>Simulator, seed 46: a former owner tells the first revision again, behind the second, and both come in one batch.</summary>
    [Fact]
    public async Task Of_several_for_one_document_the_newest_stays_whatever_their_order()
    {
        await new DocumentWriter(documents).WriteAsync([Write(2, "0-0-20-0"), Write(1, "0-0-10-0")], default);
        Assert.Equal(2, Only().Revision);
    }

    [Fact]
    public async Task What_is_stored_is_not_turned_back()
    {
        await new DocumentWriter(documents).WriteAsync([Write(2, "0-0-20-0")], default);
        await new DocumentWriter(documents).WriteAsync([Write(1, "0-0-10-0")], default);
        Assert.Equal(2, Only().Revision);
    }

    private static DocumentWrite Write(int revision, string origin) => new(Containers.Windows, "t/d", "w", new WindowRecord
    {
        Tenant = "t",
        Device = "d",
        Start = 0,
        End = 60_000,
        Events = revision,
        Late = 0,
        Measures = new Dictionary<string, MeasureSummary>(),
        Revision = revision,
        Origin = origin,
    });

    private WindowRecord Only() => Assert.Single(documents.All<WindowRecord>(Containers.Windows));
}
