using Microsoft.Extensions.Logging.Testing;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>What a stop and a start change, also after an operator changed the data.</summary>
public sealed class RestartTests : FolderTests
{
    [Fact]
    public async Task Host_json_can_make_a_new_consumer_group_start_at_the_end_of_the_topic()
    {
        await using (var web = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy")]))
            await web.BuyAsync("u1", "before", 1);

        await using var all =
            await RunningLocal.StartAsync(_folder, null, ("AzureFunctionsJobHost__extensions__kafka__autoOffsetReset", "latest"));

        // The consumer looks for the end some time after the start. What is bought before that isn't recorded either.
        await Eventually.TrueAsync(async () =>
        {
            await all.BuyAsync("u1", "after", 1);
            return (await all.PurchasesAsync("u1")).Count > 0;
        });
        Assert.DoesNotContain(await all.PurchasesAsync("u1"), purchase => purchase!["itemId"]!.GetValue<string>() == "before");
    }

    [Fact]
    public async Task Processed_events_are_not_delivered_again()
    {
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            await local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
            await local.BuyAsync("u1", "i1", 1);
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 2);
        }

        using var logs = new FakeLoggerProvider();
        await using var again = await RunningLocal.StartFailingAsync(_folder, logs: logs);
        await again.BuyAsync("u1", "i2", 1);
        await again.RecordedAsync("u1", 2);

        Assert.DoesNotContain(logs.Lines(), line => line.Contains("already recorded 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Local_starts_after_the_documented_erasure_of_a_users_data()
    {
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            await local.BuyAsync("u2", "i1", 1);
            await local.BuyAsync("u1", "i1", 1);
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 2);
        }

        using (var store = _folder.Open(DataFiles.Store))
        {
            foreach (var statement in Repository.Read("docs/runbook.md").Split("```sql")[1].Split("```")[0].Split(';'))
                store.Execute(statement);
        }

        await using var again = await RunningLocal.StartAsync(_folder);
        Assert.Empty(await again.PurchasesAsync("u1"));
        Assert.Single(await again.PurchasesAsync("u2"));
        await again.BuyAsync("u1", "i2", 1);
        Assert.Single(await again.RecordedAsync("u1", 1));
    }

    [Fact]
    public async Task Purchases_that_an_older_copy_of_the_store_lacks_are_recorded_again()
    {
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            await local.BuyAsync("u1", "before", 1);
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 1);
        }

        File.Copy(_folder.File("data/purchases.db"), _folder.File("copy"));
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            await local.BuyAsync("u1", "after", 1);
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 2);
        }

        File.Copy(_folder.File("copy"), _folder.File("data/purchases.db"), overwrite: true);

        await using var again = await RunningLocal.StartAsync(_folder);
        Assert.Equal(["after", "before"], (await again.RecordedAsync("u1", 2)).Select(purchase => (string?)purchase!["itemId"]));
    }

    // The log's trim is on disk, and the offsets that were committed after it are not.
    [Fact]
    public async Task Local_starts_when_a_power_cut_left_offsets_before_the_start_of_the_log()
    {
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            for (var i = 0; i < 5; i++) await local.BuyAsync("u1", $"i{i}", 1);
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 5);
            while (local.Log.Trim(4, DateTimeOffset.MaxValue))
            {
                // One piece after the other.
            }
        }

        using (var store = _folder.Open(DataFiles.Store)) store.Execute("UPDATE offsets SET next_offset = 2");

        await using var again = await RunningLocal.StartAsync(_folder);
        await again.BuyAsync("u1", "after", 1);
        Assert.Equal(6, (await again.RecordedAsync("u1", 6)).Count);
    }
}
