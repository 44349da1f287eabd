namespace Purchases.Core.Recording;

/// <summary>Notifies waiting calls when this process has recorded their purchase. What others record they find by polling.</summary>
public sealed class Arrivals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Expected> _expected = new(StringComparer.Ordinal);

    /// <summary>Waits for the purchase with this eventId. Call it before querying the store, so that no arrival is missed.</summary>
    /// <returns>Its task completes when the purchase arrives. Dispose of it when the wait is over.</returns>
    public Arrival Expect(string eventId)
    {
        lock (_lock)
        {
            if (!_expected.TryGetValue(eventId, out var expected)) _expected.Add(eventId, expected = new());
            expected.Waiting++;
            return new(this, eventId, expected);
        }
    }

    /// <summary>These purchases have been written, or rejected by the store: calls that wait for one query the store now.</summary>
    internal void Announce(IReadOnlyList<PurchaseCreated> recorded)
    {
        lock (_lock)
        {
            if (_expected.Count == 0) return;
            foreach (var purchase in recorded)
            {
                if (_expected.Remove(purchase.EventId, out var expected)) expected.Arrived.TrySetResult();
            }
        }
    }

    private void GiveUp(string eventId, Expected expected)
    {
        lock (_lock)
        {
            // It may have arrived in the meantime, and other calls may wait for it again.
            if (--expected.Waiting == 0 && _expected.GetValueOrDefault(eventId) == expected) _expected.Remove(eventId);
        }
    }

    internal sealed class Expected
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }
    }

    /// <summary>One call that waits for a purchase.</summary>
    public sealed class Arrival : IDisposable
    {
        private readonly Arrivals _arrivals;
        private readonly string _eventId;
        private readonly Expected _expected;

        internal Arrival(Arrivals arrivals, string eventId, Expected expected) =>
            (_arrivals, _eventId, _expected) = (arrivals, eventId, expected);

        public Task Task => _expected.Arrived.Task;

        public void Dispose() => _arrivals.GiveUp(_eventId, _expected);
    }
}
