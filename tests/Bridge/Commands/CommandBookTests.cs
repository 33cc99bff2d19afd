using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Commands;

public sealed class CommandBookTests : IDisposable
{
    private readonly SetClock _clock = new();
    private readonly BridgeMetrics _metrics = new(new InFlightBudget(1, 1));
    private readonly Holder _holder = new();
    private readonly CommandBook _book;

    public CommandBookTests()
    {
        _book = Book(TestBridge.Options);
        _book.Attach("demo/d1", _holder);
    }

    private long Soon => _clock.Now.ToUnixTimeMilliseconds() + 1_000;

    [Fact]
    public void The_higher_goes_first_and_of_equals_the_older()
    {
        foreach (var (id, priority) in new[] { ("1", "low"), ("2", "medium"), ("3", "critical"), ("4", "high"), ("5", "critical"), ("6", "medium") })
            Offer(id, priority: priority);
        Assert.Equal("3 5 4 2 6 1", string.Join(' ', TakeAll().Select(c => c.Id)));
    }

    [Fact]
    public void Until_the_log_was_read_nothing_is_delivered()
    {
        var book = Book(TestBridge.Options, open: false);
        book.Attach("demo/d1", _holder);
        book.Offer(Given.Command("1", expires: Soon));
        book.Offer(Given.Command("2", expires: Soon));
        Assert.Null(book.Take("demo/d1", _holder));
        // Its delivery by another bridge is read last.
        book.End("demo/d1", "1", Soon);
        _holder.Told = 0;
        book.Open();
        Assert.Equal(1, _holder.Told);
        Assert.Equal("2", book.Take("demo/d1", _holder)!.Id);
        Assert.Null(book.Take("demo/d1", _holder));
    }

    [Fact]
    public void A_copy_is_known_while_it_waits_is_in_flight_and_has_ended()
    {
        Offer("1");
        Offer("1");
        var taken = Take()!;
        Offer("1");
        Assert.Null(Take());
        _book.End("demo/d1", "1", taken.Expires);
        Offer("1");
        Assert.Null(Take());
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public void What_ended_before_it_came_is_not_delivered()
    {
        _book.End("demo/d1", "1", Soon);
        Offer("1");
        Assert.Null(Take());
        // Another device, another tenant: another command.
        _book.Attach("other/d1", _holder);
        Offer("1", tenant: "other");
        Assert.Equal("other/d1", _book.Take("other/d1", _holder)!.Device);
    }

    [Fact]
    public void Devices_of_one_name_in_two_tenants_get_their_own()
    {
        var other = new Holder();
        _book.Attach("other/d1", other);
        Offer("1", tenant: "other");
        Offer("2");
        Assert.Equal(["2"], TakeAll().Select(c => c.Id));
        Assert.Null(_book.Take("other/d1", _holder));
        Assert.Equal("1", _book.Take("other/d1", other)!.Id);
    }

    [Fact]
    public void Only_the_newest_connection_takes()
    {
        var newer = new Holder();
        Offer("1");
        _book.Attach("demo/d1", newer);
        Assert.Null(Take());
        Assert.Equal(1, newer.Told);
        _book.Detach("demo/d1", _holder);
        Assert.Equal("1", _book.Take("demo/d1", newer)!.Id);
    }

    [Fact]
    public void An_older_connection_gives_back_what_it_has_before_the_newer_one_takes()
    {
        foreach (var id in new[] { "1", "2", "3" })
            Offer(id);
        var taken = Take()!;
        _holder.GivesBack = () => _book.Return(taken);
        _book.Attach("demo/d1", _holder);
        Assert.Equal("2", Take()!.Id); // it is the same one
        var newer = new Holder();
        _book.Attach("demo/d1", newer);
        Assert.Equal("1", _book.Take("demo/d1", newer)!.Id);
        _book.Detach("demo/d1", newer);
        _holder.GivesBack = () => Assert.Fail("it hears nothing any more");
        _book.Attach("demo/d1", newer);
    }

    [Fact]
    public void What_comes_back_keeps_its_turn()
    {
        foreach (var id in new[] { "1", "2", "3" })
            Offer(id);
        var (first, second) = (Take()!, Take()!);
        _book.Return(second);
        _book.Return(first);
        Assert.Equal("1 2 3", string.Join(' ', TakeAll().Select(c => c.Id)));
    }

    [Fact]
    public void What_ended_in_flight_does_not_come_back()
    {
        Offer("1");
        var taken = Take()!;
        _book.End("demo/d1", "1", taken.Expires);
        _book.Return(taken);
        Assert.Null(Take());
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public void What_has_expired_is_not_delivered_and_takes_no_room()
    {
        Offer("1");
        Offer("2");
        _clock.Now = _clock.Now.AddSeconds(1);
        Assert.Null(Take());
        _book.Purge();
        Assert.Equal(0, _book.Count);
        _book.Offer(Given.Command("3", expires: _clock.Now.ToUnixTimeMilliseconds()));
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public void It_is_bounded_in_number_and_recovers()
    {
        var book = Book(TestBridge.Options with { MaxCommands = 10 });
        for (var i = 0; i < 30; i++)
            book.Offer(Given.Command("1", $"d{i}", expires: Soon));
        Assert.Equal((10, 20), (book.Count, _metrics.CommandsDropped));
        _clock.Now = _clock.Now.AddSeconds(1);
        book.Purge();
        for (var i = 0; i < 5; i++)
            book.Offer(Given.Command("1", $"d{i}", expires: Soon));
        Assert.Equal(5, book.Count);
    }

    [Fact]
    public void It_is_bounded_in_bytes()
    {
        var book = Book(TestBridge.Options with { MaxCommandBytes = 10_000 });
        for (var i = 0; i < 30; i++)
            book.Offer(Given.Command("1", $"d{i}", expires: Soon, payload: $"\"{new string('x', 1_000)}\""));
        Assert.InRange(book.Count, 4, 8);
        Assert.Equal(30 - book.Count, _metrics.CommandsDropped);
    }

    [Fact]
    public void Of_a_full_device_the_lowest_gives_way_to_a_higher_one()
    {
        var book = Book(TestBridge.Options with { MaxCommandsPerDevice = 3 });
        foreach (var (id, priority) in new[] { ("1", "low"), ("2", "medium"), ("3", "low"), ("4", "low"), ("5", "critical"), ("6", "high"), ("7", "medium") })
            book.Offer(Given.Command(id, priority: priority, expires: Soon));
        book.Attach("demo/d1", _holder);
        var left = new List<string>();
        while (book.Take("demo/d1", _holder) is { } command)
            left.Add(command.Id);
        Assert.Equal("5 6 2", string.Join(' ', left));
        Assert.Equal(4, _metrics.CommandsDropped);
    }

    [Fact]
    public void It_forgets_devices_that_have_nothing()
    {
        for (var i = 0; i < 3_000; i++)
        {
            _book.Offer(Given.Command($"{i}", $"x{i}", expires: Soon + 1_000_000));
            _book.End($"demo/x{i}", $"{i}", Soon);
        }
        Assert.Equal(0, _book.Count);
        Offer("1");
        Assert.Equal("1", Take()!.Id);
    }

    public void Dispose() => _metrics.Dispose();

    private CommandBook Book(BridgeOptions options, bool open = true)
    {
        var book = new CommandBook(options, _metrics, _clock);
        if (open)
            book.Open();
        return book;
    }

    private void Offer(string id, string tenant = "demo", string priority = "medium") => _book.Offer(Given.Command(id, tenant: tenant, priority: priority, expires: Soon));

    private PendingCommand? Take() => _book.Take("demo/d1", _holder);

    private List<PendingCommand> TakeAll()
    {
        var taken = new List<PendingCommand>();
        while (Take() is { } command)
            taken.Add(command);
        return taken;
    }

    private sealed class Holder : ICommandHolder
    {
        public int Told { get; set; }

        public Action? GivesBack { get; set; }

        public void CommandsWaiting() => Told++;

        public void GiveBack() => GivesBack?.Invoke();
    }
}
