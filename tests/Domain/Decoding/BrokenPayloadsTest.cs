using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessIot.Domain.Tests.Decoding;

public sealed class BrokenPayloadsTest
{
    private static readonly IReadOnlyList<BrokenPayload> All = BrokenPayloads.For("temp-001", Payloads.Arrived);

    public static TheoryData<string> Names { get; } = [.. All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_with_its_code_and_a_reason_for_people(string name)
    {
        var broken = All.Single(p => p.Name == name);
        var result = Assert.Single(Payloads.Decode(broken.Bytes));
        Assert.Null(result.Event);
        Assert.Equal(broken.Code, result.Refusal!.Code);
        Assert.Contains(broken.Mentions, result.Refusal.Reason, StringComparison.Ordinal);
        Assert.EndsWith(".", result.Refusal.Reason, StringComparison.Ordinal);
        Assert.InRange(result.Refusal.Reason.Length, 20, 300);
        Assert.DoesNotContain(result.Refusal.Reason, char.IsControl);
    }

    [Fact]
    public void The_corpus_has_at_least_forty_payloads_of_different_names() => Assert.InRange(All.Select(p => p.Name).Distinct().Count(), 40, All.Count);

    [Fact]
    public void A_broken_object_in_an_array_spoils_no_neighbour()
    {
        var objects = All.Where(p => IsObject(p.Bytes)).Select(p => (byte[])[.. p.Bytes.Span, (byte)',']).ToList();
        Assert.InRange(objects.Count, 30, 100);
        byte[] payload = [(byte)'[', .. objects.SelectMany(o => (byte[])[.. o, .. "{\"value\":1},"u8]), .. "{\"value\":2}]"u8];

        var results = Payloads.Decode(payload);

        Assert.Equal((objects.Count * 2) + 1, results.Count);
        for (var i = 0; i < results.Count; i++)
        {
            Assert.Equal(i % 2 == 1 || i == results.Count - 1, results[i].Event is not null);
            Assert.Equal(i % 2 == 0 && i < results.Count - 1, results[i].Refusal is not null);
            if (results[i].Event is { } e) Assert.Equal(i, e.Origin.Index);
        }
    }

    private static bool IsObject(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 100 });
            return json.RootElement.ValueKind == JsonValueKind.Object && bytes.Length < 200_000 && Utf8.IsValid(bytes.Span);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
