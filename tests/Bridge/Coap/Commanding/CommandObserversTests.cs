using System.Net;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Coap;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Commanding;
using ServerlessIot.Bridge.Coap.Exchanges;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Edge;

namespace ServerlessIot.Bridge.Tests.Coap.Commanding;

/// <summary>What takes long: retransmissions to their end, and bounds.</summary>
public sealed class CommandObserversTests : IDisposable
{
    private static readonly AccessPass Anybody = new(DeviceIdentity.Unbound, null, null, null);
    private readonly HandClock _clock = new();
    private readonly BridgeMetrics _metrics = new(new InFlightBudget(1_000, 1 << 20));
    private readonly List<(IPEndPoint Peer, ushort Id)> _sent = [];
    private byte _code;
    private readonly FakeLog _log = new();
    private readonly Confirmables _confirmables;
    private readonly CommandBook _book;
    private readonly CommandObservers _observers;
    private AccessPass? _pass;
    private CommandHearing _hearing = CommandHearing.Yes;
    private ushort _id;

    public CommandObserversTests()
    {
        _confirmables = new Confirmables(_clock, (peer, datagram) =>
        {
            _code = datagram[1];
            _sent.Add((peer, (ushort)((datagram[2] << 8) | datagram[3])));
        });
        _book = new CommandBook(TestBridge.Options, _metrics, _clock);
        _book.Open();
        var reports = new CommandReports(_log, new RecordFactory("test", _clock), _metrics, "device.replies", _clock, CancellationToken.None);
        _observers = new CommandObservers(_book, () => reports, _metrics, _confirmables, () => ++_id, Hears, _clock, capacity: 100);
    }

    [Fact]
    public void After_the_last_retransmission_the_device_is_forgotten_and_the_command_waits()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1", expires: InAnHour));
        // 2 to 3 s, and four times twice as long: RFC 7252, 4.8.
        for (var second = 0; second < 100; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _confirmables.Tick();
        }
        Assert.Equal(1 + Confirmables.MaxRetransmit, _sent.Count);
        Assert.Single(_sent.Distinct());
        Assert.Equal((0, 1), (_observers.Count, _book.Count));
        Assert.Empty(_log.Records);
        Register(2, "demo/d1");
        Assert.Equal(Peer(2), _sent[^1].Peer);
        Acknowledge();
        Assert.Equal((1, 0), (_observers.Count, _book.Count));
        Assert.Equal("1", Assert.Single(_log.Records).Header("correlation-id"));
    }

    [Fact]
    public void An_acknowledgement_after_a_newer_one_took_over_still_counts()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1"));
        var first = _sent[^1];
        Register(2, "demo/d1");
        Assert.Equal(Peer(2), _sent[^1].Peer);
        _confirmables.Answered(first.Peer, first.Id, acknowledged: true);
        Assert.Equal(0, _book.Count);
        Acknowledge();
        _book.Offer(Given.Command("2"));
        Assert.Equal(Peer(2), _sent[^1].Peer);
        Assert.Equal(1, _observers.Count);
    }

    [Fact]
    public void A_silent_older_one_gives_nothing_back_twice()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1"));
        var first = _sent[^1];
        Register(2, "demo/d1");
        var sent = _sent.Count;
        _confirmables.Answered(first.Peer, first.Id, acknowledged: false);
        Assert.Equal((sent, 1), (_sent.Count, _observers.Count));
        Acknowledge();
        Assert.Equal((sent, 0), (_sent.Count, _book.Count));
    }

    [Fact]
    public void A_gateways_devices_are_bounded_at_its_address_and_all_of_them()
    {
        for (var i = 0; i < CommandObservers.CapacityOfPeer; i++)
            Register(1, $"demo/d{i}");
        Assert.Null(Answer(1, "demo/one-more"));
        // One of its own may register again.
        Register(1, "demo/d0");
        for (var i = 0; i < 100 - CommandObservers.CapacityOfPeer; i++)
            Register(2 + i, $"demo/e{i}");
        Assert.Null(Answer(200, "demo/one-more"));
        Assert.Equal(100, _observers.Count);
        // Another address takes over, and leaves room at the older one.
        Register(200, "demo/d0");
        Assert.Equal(100, _observers.Count);
        Assert.Null(Answer(1, "demo/one-more"));
        _observers.Remove(Peer(2), [1], "demo/e0");
        Assert.NotNull(Answer(1, "demo/one-more"));
        // Those that were silent for a day give way.
        Register(201, "demo/e0");
        _clock.Advance(CommandObservers.Lifetime + TimeSpan.FromSeconds(1));
        for (var i = 0; i < 100; i++)
            Register(300 + i, $"demo/f{i}");
        Assert.Equal(100, _observers.Count);
        Assert.Null(Answer(500, "demo/one-more"));
    }

    [Fact]
    public void Only_its_own_token_at_its_own_address_ends_an_observation()
    {
        Register(1, "demo/d1");
        _observers.Remove(Peer(1), [2], "demo/d1");
        _observers.Remove(Peer(2), [1], "demo/d1");
        _observers.Remove(Peer(1), [1], "demo/d2");
        Assert.Equal(1, _observers.Count);
        _observers.Remove(Peer(1), [1], "demo/d1");
        Assert.Equal(0, _observers.Count);
    }

    [Fact]
    public void Who_may_hear_no_more_or_finds_the_bridge_ending_gets_nothing()
    {
        Register(1, "demo/d1");
        Register(2, "demo/d2");
        _hearing = CommandHearing.Unauthorized;
        _book.Offer(Given.Command("1"));
        // It is told so, once.
        Assert.Equal((1, 0x81, 1, 1), (_sent.Count, _code, _observers.Count, _book.Count));
        _hearing = CommandHearing.Yes;
        _observers.Stop();
        _book.Offer(Given.Command("2", device: "d2"));
        Assert.Equal((1, 2), (_sent.Count, _book.Count));
    }

    [Fact]
    public void At_its_risk_the_command_waits_and_the_device_stays()
    {
        Register(1, "demo/d1");
        _hearing = CommandHearing.Later;
        _book.Offer(Given.Command("1"));
        Tick(1);
        Assert.Equal((0, 1, 1), (_sent.Count, _observers.Count, _book.Count));
        _hearing = CommandHearing.Yes;
        _observers.Tick();
        Assert.Empty(_sent);
        Tick(1);
        Assert.Single(_sent);
        Acknowledge();
        Assert.Equal((1, 0), (_observers.Count, _book.Count));
    }

    [Fact]
    public void Without_room_the_command_waits_and_the_device_stays()
    {
        Register(1, "demo/d1");
        ushort id = 0;
        while (_confirmables.TrySend(Peer(1 + (id >> 8)), (ushort)(60_000 + (id & 255)), [0, 0, 0, 0], Timeout.InfiniteTimeSpan))
            id++;
        Assert.Equal(Confirmables.Capacity, id);
        var sent = _sent.Count;
        _book.Offer(Given.Command("1"));
        Tick(1);
        Assert.Equal((sent, 1, 1), (_sent.Count, _observers.Count, _book.Count));
        // And nobody registers.
        Assert.Null(Answer(9, "demo/d9"));
        _confirmables.Answered(Peer(1), 60_000, acknowledged: true);
        Tick(1);
        Acknowledge();
        Assert.Equal((sent + 1, 1, 0), (_sent.Count, _observers.Count, _book.Count));
    }

    [Fact]
    public void A_command_that_expires_is_sent_no_more_and_gives_way_to_the_next()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1", expires: TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 5_000));
        _book.Offer(Given.Command("2", expires: InAnHour));
        var first = _sent[^1];
        _clock.Advance(TimeSpan.FromSeconds(6));
        _confirmables.Tick();
        Assert.Equal((2, 1, 1), (_sent.Count, _observers.Count, _book.Count));
        Assert.NotEqual(first, _sent[^1]);
    }

    [Fact]
    public void A_registration_is_one_at_a_time_and_few_of_an_address()
    {
        var first = Answer(1, "demo/d1");
        Assert.Null(Answer(1, "demo/d1"));
        first!(false);
        Assert.NotNull(Answer(1, "demo/d1"));
        for (var i = 1; i < CommandObservers.RegistrationsOfPeer; i++)
            Assert.NotNull(Answer(1, $"demo/e{i}"));
        Assert.Null(Answer(1, "demo/one-more"));
        Assert.NotNull(Answer(2, "demo/one-more"));
    }

    [Fact]
    public void Who_registers_again_the_same_way_is_sent_nothing_a_second_time()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1", expires: InAnHour));
        _book.Offer(Given.Command("2", expires: InAnHour));
        var pass = Anybody with { Until = _clock.GetUtcNow() + TimeSpan.FromDays(1) };
        _observers.Answer(Peer(1), [1], "demo/d1", pass)!.Confirmed!(true);
        Assert.Equal((1, 1, 2), (_sent.Count, _observers.Count, _book.Count));
        Acknowledge();
        Assert.Equal("1", Assert.Single(_log.Records).Header("correlation-id"));
        // From the next one on what it came with last counts.
        Assert.Equal((2, 1), (_sent.Count, _book.Count));
        Assert.Same(pass, _pass);
        Acknowledge();
        Assert.Equal(["1", "2"], _log.Records.Select(record => record.Header("correlation-id")));
    }

    [Fact]
    public void Who_registers_again_has_its_time_for_what_is_under_way_anew()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1", expires: InAnHour));
        for (; _sent.Count < 1 + Confirmables.MaxRetransmit; _confirmables.Tick())
            _clock.Advance(TimeSpan.FromSeconds(1));
        Register(1, "demo/d1");
        Assert.Equal(1 + Confirmables.MaxRetransmit, _sent.Count);
        _clock.Advance(TimeSpan.FromSeconds(3));
        _confirmables.Tick();
        Assert.Equal(2 + Confirmables.MaxRetransmit, _sent.Count);
        Assert.Single(_sent.Distinct());
        Acknowledge();
        Assert.Equal((1, 0), (_observers.Count, _book.Count));
        Assert.Equal("1", Assert.Single(_log.Records).Header("correlation-id"));
    }

    [Fact]
    public void Who_registers_with_another_token_or_another_size_or_while_it_fetches_is_sent_it_again()
    {
        Register(1, "demo/d1");
        _book.Offer(Large("1"));
        _observers.Answer(Peer(1), [2], "demo/d1", Anybody)!.Confirmed!(true);
        Assert.Equal(2, _sent.Count);
        _observers.Answer(Peer(1), [2], "demo/d1", Anybody, sizeExponent: 2)!.Confirmed!(true);
        Assert.Equal(3, _sent.Count);
        Acknowledge();
        _observers.Answer(Peer(1), [2], "demo/d1", Anybody, sizeExponent: 2)!.Confirmed!(true);
        Assert.Equal((4, 1, 1), (_sent.Count, _observers.Count, _book.Count));
        Assert.Equal(4, _sent.Distinct().Count());
    }

    [Fact]
    public void A_newer_one_gets_the_command_that_was_under_way_first()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1"));
        _book.Offer(Given.Command("2"));
        Register(2, "demo/d1");
        Acknowledge();
        Assert.Equal("1", Assert.Single(_log.Records).Header("correlation-id"));
    }

    [Fact]
    public void A_device_is_told_how_long_what_it_came_with_counts()
    {
        var pass = Anybody with { Until = _clock.GetUtcNow() + TimeSpan.FromSeconds(100) };
        var age = _observers.Answer(Peer(1), [1], "demo/d1", pass)!.Options.Single(o => o.Number == CoapOption.MaxAge).Value;
        Assert.InRange(Assert.Single(age), 95, 100);
    }

    [Fact]
    public void Who_does_not_fetch_the_blocks_is_forgotten_and_the_command_waits()
    {
        Register(1, "demo/d1");
        _book.Offer(Large("1"));
        Acknowledge();
        Tick((int)CommandObservers.BlockPatience.TotalSeconds - 1);
        Assert.Equal(CoapCode.Content, Fetch(1).Code);
        Tick((int)CommandObservers.BlockPatience.TotalSeconds - 1);
        Assert.Equal((1, 1), (_observers.Count, _book.Count));
        Tick(2);
        Assert.Equal((0, 1), (_observers.Count, _book.Count));
        Assert.Equal(CoapCode.NotFound, Fetch(1).Code);
        Assert.Empty(_log.Records);
    }

    [Fact]
    public void The_last_block_may_be_fetched_again_and_is_one_delivery()
    {
        Register(1, "demo/d1");
        _book.Offer(Large("1"));
        _book.Offer(Given.Command("2", expires: InAnHour));
        var sent = _sent.Count;
        // The device may be quicker than its acknowledgement of the first one.
        Fetch(2).Confirmed!(false);
        Assert.Equal((sent, 2), (_sent.Count, _book.Count));
        Acknowledge();
        var first = Fetch(2);
        first.Confirmed!(true);
        first.Confirmed!(true);
        Assert.Equal("1", Assert.Single(_log.Records).Header("correlation-id"));
        Assert.Equal((sent + 1, 1), (_sent.Count, _book.Count));
        Acknowledge();
        Tick((int)CommandObservers.BlockPatience.TotalSeconds + 1);
        Assert.Equal((1, 0), (_observers.Count, _book.Count));
    }

    [Fact]
    public void Of_last_blocks_one_at_a_time_waits_for_its_acknowledgement()
    {
        Register(1, "demo/d1");
        _book.Offer(Large("1"));
        Acknowledge();
        var first = Fetch(2);
        for (var i = 0; i < 3; i++)
            Assert.Equal((CoapCode.ServiceUnavailable, true), Fetch(2) is var again ? (again.Code, again.Confirmed is null) : default);
        Assert.Equal(CoapCode.Content, Fetch(1).Code);
        first.Confirmed!(false);
        Fetch(2).Confirmed!(true);
        Assert.Equal("1", Assert.Single(_log.Records).Header("correlation-id"));
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public void A_small_command_that_is_fetched_as_well_is_one_delivery()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1", expires: InAnHour));
        var notification = _sent[^1];
        Fetch(0).Confirmed!(true);
        _confirmables.Answered(notification.Peer, notification.Id, acknowledged: true);
        Assert.Equal("1", Assert.Single(_log.Records).Header("correlation-id"));
        Assert.Equal((1, 0), (_observers.Count, _book.Count));
    }

    [Fact]
    public void A_command_that_an_older_and_a_newer_one_acknowledge_is_one_delivery()
    {
        Register(1, "demo/d1");
        _book.Offer(Given.Command("1"));
        var first = _sent[^1];
        Register(2, "demo/d1");
        _confirmables.Answered(first.Peer, first.Id, acknowledged: true);
        Acknowledge();
        Assert.Equal("1", Assert.Single(_log.Records).Header("correlation-id"));
    }

    [Fact]
    public void A_command_that_expires_between_its_blocks_gives_way_to_the_next()
    {
        Register(1, "demo/d1");
        _book.Offer(Large("1", InAnHour - 3_595_000));
        _book.Offer(Given.Command("2", expires: InAnHour));
        Acknowledge();
        var sent = _sent.Count;
        Tick(6);
        Assert.Equal((sent + 1, 1, 1), (_sent.Count, _observers.Count, _book.Count));
        Assert.Empty(_log.Records);
    }

    [Fact]
    public void A_command_in_blocks_that_its_device_resets_again_and_again_fails_and_the_next_one_comes()
    {
        _book.Offer(Large("1"));
        _book.Offer(Given.Command("2", expires: InAnHour));
        for (var i = 0; i < CommandObservers.MostResets; i++)
        {
            Register(1, "demo/d1");
            Assert.Empty(_log.Records);
            _confirmables.Answered(_sent[^1].Peer, _sent[^1].Id, acknowledged: false);
            Assert.Equal((0, 2), (_observers.Count, _book.Count));
        }
        Register(1, "demo/d1");
        Assert.Contains("refused", Assert.Single(_log.Records).Value(), StringComparison.Ordinal);
        Acknowledge();
        Assert.Equal(["1", "2"], _log.Records.Select(record => record.Header("correlation-id")));
    }

    public void Dispose() => _metrics.Dispose();

    private CommandHearing Hears(AccessPass pass)
    {
        _pass = pass;
        return _hearing;
    }

    private static PendingCommand Large(string id, long? expires = null) => Given.Command(id, expires: expires ?? InAnHour, payload: $"\"{new string('x', 2_500)}\"");

    private CoapReply Fetch(int number) => _observers.Block(Peer(1), "demo/d1", new BlockOption(number, false, BlockOption.Largest));

    private static long InAnHour => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 3_600_000;

    private void Tick(int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        _observers.Tick();
    }

    private static IPEndPoint Peer(int port) => new(IPAddress.Loopback, port);

    private Action<bool>? Answer(int port, string device) => _observers.Answer(Peer(port), [1], device, Anybody)?.Confirmed;

    private void Register(int port, string device) => Answer(port, device)!(true);

    private void Acknowledge() => _confirmables.Answered(_sent[^1].Peer, _sent[^1].Id, acknowledged: true);
}
