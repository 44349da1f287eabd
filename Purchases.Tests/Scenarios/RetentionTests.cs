using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>The log is trimmed: old events are deleted after they were recorded, and the others are unaffected.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeLoggerProvider _logs = new();
    private readonly HurriedTime _time = new(5000);

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Events_are_deleted_when_they_are_old_and_recorded_and_offsets_continue()
    {
        await using (var local = await StartAsync(TimeSpan.FromHours(1)))
        {
            for (var i = 0; i < 10; i++) await local.BuyAsync("u1", $"i{i}", 1);
            await local.RecordedAsync("u1", 10);
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 10);

            // The last one stays, so that offsets continue.
            await Eventually.TrueAsync(() => local.Log.StartOffset() == 9);
            await Eventually.TrueAsync(
                () => _logs.Lines().Any(line => line.Contains("to 8, which every group has processed", StringComparison.Ordinal)));
            await local.BuyAsync("u1", "i10", 1);
            await local.RecordedAsync("u1", 11);
        }

        await using var again = await StartAsync(TimeSpan.FromDays(36_500));
        Assert.Equal(11, (await again.PurchasesAsync("u1")).Count);
        await again.BuyAsync("u1", "i11", 1);
        await again.RecordedAsync("u1", 12);
        Assert.Equal(12, again.Log.EndOffset());
    }

    [Fact]
    public async Task Nothing_is_deleted_that_a_group_has_not_processed()
    {
        await using var local = await StartAsync(TimeSpan.FromHours(1));
        await local.Services.GetRequiredService<ConsumerOffsets>().CommitAsync("another", "purchases.v1", 4, CancellationToken.None);
        for (var i = 0; i < 10; i++) await local.BuyAsync("u1", $"i{i}", 1);
        await local.RecordedAsync("u1", 10);

        await Eventually.TrueAsync(() => local.Log.StartOffset() > 0);
        await PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(4, local.Log.StartOffset());
    }

    private async Task PassAsync(TimeSpan time)
    {
        var start = _time.GetUtcNow();
        await Eventually.TrueAsync(() => _time.GetUtcNow() - start > time);
    }

    private Task<RunningLocal> StartAsync(TimeSpan retain) => RunningLocal.StartAsync(_folder, services =>
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
        services.Replace(ServiceDescriptor.Singleton(new LocalOptions { Retain = retain }));
        services.AddSingleton<ILoggerProvider>(_logs);
    });
}
