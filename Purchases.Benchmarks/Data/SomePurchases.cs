using Purchases.Core;

namespace Purchases.Benchmarks.Data;

/// <summary>Purchases as Buy makes them: time-ordered ids, growing timestamps, random users.</summary>
internal static class SomePurchases
{
    /// <summary>The user who may have more purchases than others.</summary>
    public const string Favourite = "favourite";

    private const int Users = 10_000;
    private static readonly DateTimeOffset First = new(2026, 1, 15, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Generated lazily, and the same users each time.</summary>
    /// <param name="favouriteCount">How many of them the favourite has, spread evenly over time.</param>
    public static IEnumerable<PurchaseCreated> Of(int count, int favouriteCount = 0)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            var moment = First.AddMilliseconds(i);
#pragma warning disable CA5394 // Nothing secret.
            var user = Favours(i) ? Favourite : $"u{random.Next(Users)}";
#pragma warning restore CA5394
            yield return new()
            {
                EventId = Guid.CreateVersion7(moment).ToString(),
                Timestamp = EventTimestamp.From(moment),
                UserId = user,
                ItemId = $"i{i % 100}",
                Quantity = 1 + (i % 9),
            };
        }

        // Where the favourite's share, rounded down, grows by one.
        bool Favours(int i) => (long)(i + 1) * favouriteCount / count > (long)i * favouriteCount / count;
    }
}
