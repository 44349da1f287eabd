using System.Security.Cryptography;
using Purchases.Local;
using Purchases.Local.Backup;

namespace Purchases.Tests.Scenarios;

/// <summary>backup DIR: a complete copy of a data directory in use, which Local can start from.</summary>
public sealed class BackupTests : FolderTests
{
    private const int Clients = 4;

    [Fact]
    public async Task A_copy_that_is_made_under_load_starts_and_has_every_purchase_acknowledged_before()
    {
        using var local = await LocalProcess.StartAsync(_folder);
        using var stop = new CancellationTokenSource();
        var buyers = new Buyers();
        var clients = Enumerable.Range(0, Clients).Select(client => buyers.BuyAsync(local.Client, "u1", $"c{client}", stop.Token)).ToList();
        Directory.CreateDirectory(_folder.File("copy.unfinished"));
        await File.WriteAllTextAsync(_folder.File("copy.unfinished/mine"), "mine");

        await buyers.AcknowledgedAsync(100);
        var before = buyers.Acknowledged.Keys.ToList();
        using var backup = LocalProcess.Launch(_folder.Path, ["backup", "copy", "--data", "data"]);
        Assert.Equal((0, ""), (await backup.ExitAsync(), string.Join('\n', backup.Errors)));
        Assert.Contains(backup.Output, line => line.Contains($"--data {_folder.File("copy")}", StringComparison.Ordinal));
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("copy.unfinished/mine")));

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal(buyers.Sent, buyers.Acknowledged.Count);
        Directory.Delete(_folder.File("data"), recursive: true);
        Directory.Move(_folder.File("copy"), _folder.File("data"));
        await using var started = await RunningLocal.StartAsync(_folder);
        await started.BuyAsync("u2", "after", 1);
        await started.RecordedAsync("u2", 1);

        var recorded = (await started.PurchasesAsync("u1")).Select(purchase => purchase!["itemId"]!.GetValue<string>()).ToList();
        Assert.Empty(before.Except(recorded));
        Assert.Equal(recorded.Count, recorded.Distinct().Count());
        Assert.Empty((await RejectedTests.ListAsync(started)).Rejected);
    }

    [Fact]
    public async Task An_existing_directory_is_left_alone()
    {
        await (await RunningLocal.StartAsync(_folder)).DisposeAsync();
        Directory.CreateDirectory(_folder.File("copy"));

        Fails("copy exists");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("copy")));
    }

    [Fact]
    public void Without_a_data_directory_there_is_nothing_to_copy()
    {
        Fails("has no purchases.db");
        Assert.False(Directory.Exists(_folder.File("copy")));
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_no_copy_is_left()
    {
        await using (var local = await RunningLocal.StartAsync(_folder)) await local.FillStoreAsync(1000);
        using (var damaged = File.OpenWrite(_folder.File("data/purchases.db")))
        {
            damaged.Position = damaged.Length / 2;
            damaged.Write(RandomNumberGenerator.GetBytes((int)(damaged.Length / 2)));
        }

        Fails("purchases.db: it is damaged");
        Assert.Empty(Directory.GetDirectories(_folder.Path, "copy*"));
    }

    private void Fails(string said)
    {
        var failure = Assert.Throws<StartupException>(() => BackupCommand.Run(new() { Data = _folder.File("data") }, _folder.File("copy")));
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
