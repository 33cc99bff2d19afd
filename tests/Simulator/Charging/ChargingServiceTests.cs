using System.Text;
using System.Text.Json;
using ServerlessIot.Simulator.Charging;

namespace ServerlessIot.Simulator.Tests.Charging;

public sealed class ChargingServiceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("charging-").FullName;
    private ChargingJournal _journal;
    private ChargingService _service;

    public ChargingServiceTests() => (_journal, _service) = Open();

    private string File => Path.Combine(_directory, "journal.jsonl");

    [Fact]
    public void A_session_begins_is_billed_and_gives_its_place_back()
    {
        Assert.Equal("""{"status":"succeeded","result":{"cp_ids":["cp-1","cp-2"]}}""", Ask("1", "available_cps_request"));
        var session = Begin("2");
        Assert.Equal("""{"status":"succeeded","result":{"cp_ids":["cp-2"]}}""", Ask("3", "available_cps_request"));
        Assert.Equal("""{"status":"failed","message":"cp-1 is taken"}""", Ask("4", "charge_request", """{"driver_id":"bob","cp_id":"cp-1"}"""));
        Assert.Equal($$$"""{"status":"succeeded","result":{"session_id":"{{{session}}}","billed_kwh":12.5}}""", Complete("5", session, 12.5));
        Assert.Equal(new ChargingBill(session, "ann", 12.5), Assert.Single(_service.State.Bills));
        Assert.Equal("""{"status":"succeeded","result":{"cp_ids":["cp-1","cp-2"]}}""", Ask("6", "available_cps_request"));
    }

    [Theory]
    [InlineData("dance", "{}", "unknown type 'dance'")]
    [InlineData("charge_request", "{}", "driver_id is missing")]
    [InlineData("charge_request", """{"driver_id":"ann","cp_id":"cp-9"}""", "cp_id is none of ours")]
    [InlineData("stop_charging_request", """{"session_id":"s-0"}""", "session_id is unknown")]
    [InlineData("charging_completed", """{"session_id":"s-0","energy_kwh":1}""", "session_id is unknown")]
    public void What_cannot_be_done_is_answered_with_an_error(string type, string payload, string message) =>
        Assert.Equal($$"""{"status":"failed","message":"{{message.Replace("'", "\\u0027", StringComparison.Ordinal)}}"}""", Ask("1", type, payload));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"command":"charge_request"}""")]
    public void What_is_no_command_is_not_answered(string payload) => Assert.Null(_service.Answer(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void A_request_that_comes_again_gets_its_answer_and_begins_nothing()
    {
        var first = Ask("1", "charge_request", """{"driver_id":"ann","cp_id":"cp-1"}""");
        var session = Session(first);
        Assert.Equal(first, Ask("1", "charge_request", """{"driver_id":"ann","cp_id":"cp-1"}"""));
        Complete("2", session, 5);
        // The place is free again, and the copy still begins nothing.
        Assert.Equal(first, Ask("1", "charge_request", """{"driver_id":"ann","cp_id":"cp-1"}"""));
        Assert.Equal("""{"status":"succeeded","result":{"cp_ids":["cp-1","cp-2"]}}""", Ask("3", "available_cps_request"));
    }

    [Fact]
    public void A_completion_bills_once_as_a_copy_and_as_another_message()
    {
        var session = Begin("1");
        var first = Complete("2", session, 5);
        Assert.Equal(first, Complete("2", session, 5));
        Assert.Equal(first, Complete("3", session, 7));
        Assert.Equal(5, Assert.Single(_service.State.Bills).EnergyKwh);
    }

    [Fact]
    public void A_broken_amount_bills_nothing_and_the_right_one_still_does()
    {
        var session = Begin("1");
        foreach (var (id, energy) in new[] { ("2", "-1"), ("3", "\"5\""), ("4", "1e9"), ("5", "null") })
            Assert.Contains("no amount", Ask(id, "charging_completed", $$"""{"session_id":"{{session}}","energy_kwh":{{energy}}}"""), StringComparison.Ordinal);
        Assert.Empty(_service.State.Bills);
        Complete("6", session, 5);
        Assert.Single(_service.State.Bills);
    }

    /// <summary>Requests of many sessions, each up to three times, in any order behind the session's beginning, with a death before or after any line reaches the disk, whole or torn.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Whatever_is_doubled_reordered_and_killed_every_session_is_billed_once(int seed)
    {
        var random = new Random(seed);
        var (expected, told, deaths) = (new Dictionary<string, double>(), new Dictionary<string, string>(), 0);
        for (var round = 0; round < 60; round++)
        {
            var point = $"cp-{1 + (round % 2)}";
            var session = Session(Deliver($"b{round}", "charge_request", $$"""{"driver_id":"d{{round}}","cp_id":"{{point}}"}"""));
            expected[session] = round + 0.5;
            var messages = new List<(string Id, string Type)> { ($"b{round}", "charge_request"), ($"c{round}", "charging_completed"), ($"c{round}", "charging_completed"), ($"x{round}", "charging_completed") };
            if (round % 3 == 0) messages.Add(($"s{round}", "stop_charging_request"));
            foreach (var (id, type) in messages.OrderBy(_ => random.Next()).ToList())
                Deliver(id, type, type == "charge_request"
                    ? $$"""{"driver_id":"d{{round}}","cp_id":"{{point}}"}"""
                    : $$"""{"session_id":"{{session}}","energy_kwh":{{(round + 0.5).ToString(System.Globalization.CultureInfo.InvariantCulture)}}}""");
        }

        Assert.True(deaths > 50, $"only {deaths} deaths");
        Assert.Equal(expected.OrderBy(bill => bill.Key), _service.State.Bills.ToDictionary(bill => bill.Session, bill => bill.EnergyKwh).OrderBy(bill => bill.Key));
        Assert.Equal(60, _service.State.Bills.Count);

        // What was told once is told again in the same words, whoever died in between.
        string Deliver(string id, string type, string payload)
        {
            var fate = random.Next(4);
            if (fate == 0)
            {
                // It dies while it writes the decision: nobody was told.
                var length = new FileInfo(File).Length;
                _ = Ask(id, type, payload);
                var whole = new FileInfo(File).Length;
                Kill(whole > length ? length + random.NextInt64(whole - length) : whole);
            }
            else if (fate == 1)
            {
                // It dies between decision and answer.
                var unheard = Ask(id, type, payload);
                Kill(null);
                Assert.Equal(unheard, Ask(id, type, payload));
            }

            var answer = Ask(id, type, payload);
            Assert.Equal(told.TryGetValue(id, out var before) ? before : answer, answer);
            return told[id] = answer;
        }

        void Kill(long? length)
        {
            deaths++;
            _journal.Dispose();
            if (length is { } kept)
            {
                using var file = new FileStream(File, FileMode.Open);
                file.SetLength(kept);
            }

            (_journal, _service) = Open();
        }
    }

    [Fact]
    public void A_journal_has_one_owner_and_says_what_is_wrong_with_it()
    {
        Assert.Throws<IOException>(() => new ChargingJournal(File).Dispose());
        _journal.Dispose();
        System.IO.File.WriteAllText(File, "{}\nno line\n");
        Assert.Contains("no decision", Assert.Throws<InvalidDataException>(() => new ChargingJournal(File).Dispose()).Message, StringComparison.Ordinal);
        System.IO.File.Delete(File);
        (_journal, _service) = Open();
    }

    public void Dispose()
    {
        _journal.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private (ChargingJournal, ChargingService) Open()
    {
        var journal = new ChargingJournal(File);
        return (journal, new ChargingService(["cp-1", "cp-2"], journal));
    }

    private string Ask(string id, string type, string payload = "{}") =>
        Encoding.UTF8.GetString(_service.Answer(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","command":"{{type}}","payload":{{payload}}}"""))!);

    private string Begin(string id) => Session(Ask(id, "charge_request", """{"driver_id":"ann","cp_id":"cp-1"}"""));

    private string Complete(string id, string session, double energy) =>
        Ask(id, "charging_completed", string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"session_id":"{{session}}","energy_kwh":{{energy}}}"""));

    private static string Session(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("result").GetProperty("session_id").GetString()!;
}
