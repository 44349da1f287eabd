namespace Purchases.Benchmarks.Promises;

/// <summary>The promises in the order in which they are measured and told.</summary>
internal static class AllPromises
{
    public static IReadOnlyList<IPromise> List { get; } =
    [
        new BuyPromise(),
        new BuyInMemoryPromise(),
        new BuyWholePromise(),
        new BuyConfirmedPromise(),
        new RecorderPromise(),
        new ReadPromise(),
        new WritePromise(),
        new PagePromise(),
        new StreamPromise(),
        new VisiblePromise(),
        new StartPromise(),
        new MemoryPromise(),
    ];

    public static IReadOnlyCollection<string> Names { get; } = [.. List.Select(promise => promise.Name)];
}
