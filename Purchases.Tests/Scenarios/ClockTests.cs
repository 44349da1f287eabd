using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>A clock that is wrong stops nothing.</summary>
public sealed class ClockTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1969)]
    [InlineData(1901)]
    [InlineData(9999)]
    public async Task Buys_and_the_recorder_work_in_any_year(int year)
    {
        await using var local = await RunningLocal.StartAsync(
            _folder, services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ClockOf(year))));
        await local.BuyAsync("u1", "i1", 1);
        await local.BuyAsync("u1", "i2", 1, "order-17");
        await local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));

        var purchases = await local.RecordedAsync("u1", 2);
        Assert.All(
            purchases, purchase =>
                Assert.StartsWith($"{year:0000}-", purchase!["timestamp"]!.GetValue<string>(), StringComparison.Ordinal));
        await Eventually.GetAsync(() => RejectedTests.ListAsync(local), page => page.Rejected.Count == 1);
        await local.Client.ReadyAsync();
    }

    private sealed class ClockOf(int year) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(year, 6, 15, 12, 0, 0, TimeSpan.Zero);
    }
}
