namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>Who waits for a turn: one of each party, then the next of each. Not for several threads at once.</summary>
/// <param name="mostOfOne">How many of one party may wait.</param>
internal sealed class ProofLane(int mostOfOne)
{
    private readonly Dictionary<object, Party> _parties = [];
    private readonly LinkedList<Party> _order = new();

    /// <summary>Joins behind the others of the same party; null when too many of them wait.</summary>
    public Waiting? TryJoin(object party)
    {
        if (!_parties.TryGetValue(party, out var known))
        {
            _parties[party] = known = new Party(party);
            _order.AddLast(known.Place);
        }
        return known.Waiting.Count < mostOfOne ? new Waiting(this, known) : null;
    }

    /// <summary>Takes out who is next; null when nobody waits.</summary>
    public Waiting? Next()
    {
        if (_order.First is not { } first)
            return null;
        var next = first.Value.Waiting.First!.Value;
        _order.RemoveFirst();
        _order.AddLast(first);
        Leave(next);
        return next;
    }

    private void Leave(Waiting waiting)
    {
        if (waiting.Place.List is null)
            return;
        waiting.Party.Waiting.Remove(waiting.Place);
        if (waiting.Party.Waiting.Count > 0)
            return;
        _parties.Remove(waiting.Party.Name);
        _order.Remove(waiting.Party.Place);
    }

    /// <summary>One who waits.</summary>
    internal sealed class Waiting
    {
        private readonly ProofLane _lane;
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Waiting(ProofLane lane, Party party)
        {
            (_lane, Party) = (lane, party);
            Place = party.Waiting.AddLast(this);
        }

        /// <summary>Completes with the turn.</summary>
        public Task Turn => _turn.Task;

        internal Party Party { get; }

        internal LinkedListNode<Waiting> Place { get; }

        /// <summary>Gives the turn.</summary>
        public void Give() => _turn.SetResult();

        /// <summary>Waits no longer; false when it has its turn already.</summary>
        public bool TryLeave()
        {
            if (Place.List is null)
                return false;
            _lane.Leave(this);
            return true;
        }
    }

    /// <summary>Those who wait for one and the same.</summary>
    internal sealed class Party
    {
        public Party(object name) => (Name, Place) = (name, new LinkedListNode<Party>(this));

        public object Name { get; }

        public LinkedListNode<Party> Place { get; }

        public LinkedList<Waiting> Waiting { get; } = new();
    }
}
