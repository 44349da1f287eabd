using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Local;
using Purchases.Local.Embedded;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>The log has an end: events go some time after they were recorded, and what is left works as before.</summary>
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
    public async Task Events_go_when_they_were_recorded_long_enough_ago_and_the_rest_goes_on()
    {
        await using (var local = await StartAsync("1h"))
        {
            for (var i = 0; i < 10; i++) await local.BuyAsync("u1", $"i{i}", 1);
            await local.RecordedAsync("u1", 10);
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 10);

            // The last one stays, so that offsets go on.
            await Eventually.TrueAsync(() => local.Log.StartOffset() == 9);
            await Eventually.TrueAsync(
                () => _logs.Lines().Any(line => line.Contains("to 8, which every group passed", StringComparison.Ordinal)));
            await local.BuyAsync("u1", "i10", 1);
            await local.RecordedAsync("u1", 11);
        }

        await using var again = await StartAsync("forever");
        Assert.Equal(11, (await again.PurchasesAsync("u1")).Count);
        await again.BuyAsync("u1", "i11", 1);
        await again.RecordedAsync("u1", 12);
        Assert.Equal(12, again.Log.EndOffset());
    }

    [Fact]
    public async Task Nothing_goes_that_a_group_has_not_passed()
    {
        await using var local = await StartAsync("1h");
        await local.Services.GetRequiredService<ConsumerOffsets>().CommitAsync("another", "purchases.v1", 4, CancellationToken.None);
        for (var i = 0; i < 10; i++) await local.BuyAsync("u1", $"i{i}", 1);
        await local.RecordedAsync("u1", 10);

        await Eventually.TrueAsync(() => local.Log.StartOffset() > 0);
        await PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(4, local.Log.StartOffset());
    }

    // An event goes by a twenty-fourth of the retention too late at most, and by no more than an hour.
    [Theory]
    [InlineData("2h", 5)]
    [InlineData("24h", 60)]
    [InlineData("7d", 60)]
    public async Task What_groups_have_passed_is_looked_at_in_time(string retain, int minutes)
    {
        var time = Some.Clock();
        await using var local = await StartAsync(retain, time);
        await local.BuyAsync("u1", "i1", 1);
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 1);

        time.Advance(TimeSpan.FromMinutes(minutes));

        await Eventually.TrueAsync(() => Notes() == 1);
    }

    [Fact]
    public async Task Everything_stays_for_ever_where_that_is_said()
    {
        await using var local = await StartAsync("forever");
        for (var i = 0; i < 10; i++) await local.BuyAsync("u1", $"i{i}", 1);
        await local.RecordedAsync("u1", 10);

        await PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(0, local.Log.StartOffset());
    }

    private async Task PassAsync(TimeSpan time)
    {
        var start = _time.GetUtcNow();
        await Eventually.TrueAsync(() => _time.GetUtcNow() - start > time);
    }

    private long Notes()
    {
        using var offsets = _folder.Open(DataFiles.Store);
        using var count = new SqliteCommand("SELECT count(*) FROM passed", offsets);
        return (long)count.ExecuteScalar()!;
    }

    private Task<RunningLocal> StartAsync(string retain, TimeProvider? time = null) => RunningLocal.StartAsync(_folder, services =>
    {
        services.Replace(ServiceDescriptor.Singleton(time ?? _time));
        services.Replace(ServiceDescriptor.Singleton(Retention.Parse(retain)));
        services.AddSingleton<ILoggerProvider>(_logs);
    });
}
