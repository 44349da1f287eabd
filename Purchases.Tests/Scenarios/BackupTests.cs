using System.Security.Cryptography;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>backup DIR: a copy of a directory in use that is whole, and starts.</summary>
public sealed class BackupTests : IDisposable
{
    private const int Clients = 4;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_copy_that_is_made_under_load_starts_and_holds_all_that_was_acknowledged_before()
    {
        using var local = await LocalProcess.StartAsync(_folder);
        using var stop = new CancellationTokenSource();
        var buyers = new Buyers();
        var clients = Enumerable.Range(0, Clients).Select(client => buyers.BuyAsync(local.Client, "u1", $"c{client}", stop.Token)).ToList();

        var copies = new List<(string Name, List<string> Before)>();
        for (var copy = 1; copy <= 3; copy++)
        {
            await buyers.AcknowledgedAsync(100);
            copies.Add(($"copy-{copy}", [.. buyers.Acknowledged.Keys]));
            using var backup = Backup($"copy-{copy}");
            Assert.Equal((0, ""), (await backup.ExitAsync(), string.Join('\n', backup.Errors)));
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal(buyers.Sent, buyers.Acknowledged.Count);
        foreach (var (name, before) in copies)
        {
            Directory.Delete(_folder.File("data"), recursive: true);
            Directory.Move(_folder.File(name), _folder.File("data"));
            await using var started = await RunningLocal.StartAsync(_folder);
            await started.BuyAsync("u2", "after", 1);
            await started.RecordedAsync("u2", 1);

            var recorded = (await started.PurchasesAsync("u1")).Select(purchase => purchase!["itemId"]!.GetValue<string>()).ToList();
            Assert.Empty(before.Except(recorded));
            Assert.Equal(recorded.Count, recorded.Distinct().Count());
            Assert.Empty((await RejectedTests.ListAsync(started)).Rejected);
        }
    }

    [Fact]
    public async Task A_directory_that_nobody_uses_is_copied()
    {
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            await local.BuyAsync("u1", "i1", 1);
            await local.RecordedAsync("u1", 1);
        }

        using (var backup = Backup("copy"))
        {
            Assert.Equal(0, await backup.ExitAsync());
            Assert.Contains(backup.Output, line => line.Contains($"--data {_folder.File("copy")}", StringComparison.Ordinal));
            Assert.Matches(@": purchases\.db \([1-9][0-9,]* kB\), purchases\.v1-0\.db \([1-9][0-9,]* kB\)$", backup.Output.First());
        }

        using var copy = LocalProcess.Launch(_folder.Path, ["--urls", "http://127.0.0.1:0", "--data", "copy"]);
        await copy.ListensAsync();
        Assert.Contains("i1", await copy.Client.GetStringAsync("/purchases?userId=u1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_there_already_is_left_alone()
    {
        await (await RunningLocal.StartAsync(_folder)).DisposeAsync();
        Directory.CreateDirectory(_folder.File("copy"));
        await File.WriteAllTextAsync(_folder.File("copy/mine"), "");

        await RefusedAsync("copy exists");
        Assert.Single(Directory.GetFileSystemEntries(_folder.File("copy")));
    }

    [Fact]
    public async Task Without_a_data_directory_there_is_nothing_to_copy()
    {
        await RefusedAsync("has no purchases.db");
        Assert.False(Directory.Exists(_folder.File("copy")));
    }

    [Fact]
    public async Task A_damaged_file_is_told_of_and_no_copy_is_left()
    {
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            for (var i = 0; i < 200; i++) await local.BuyAsync($"user-{i}", "i1", 1);
            await local.RecordedAsync("user-199", 1);
        }

        using (var damaged = File.OpenWrite(_folder.File("data/purchases.db")))
        {
            damaged.Position = damaged.Length / 2;
            damaged.Write(RandomNumberGenerator.GetBytes((int)(damaged.Length / 2)));
        }

        await RefusedAsync("purchases.db: it is damaged");
        Assert.Empty(Directory.GetDirectories(_folder.Path, "copy*"));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        await (await RunningLocal.StartAsync(_folder)).DisposeAsync();
        await File.WriteAllTextAsync(_folder.File("file"), "");

        await RefusedAsync($"can't be copied to {_folder.File("file/copy")}", "file/copy");
    }

    [Fact]
    public async Task It_deletes_nothing_that_it_did_not_create()
    {
        await (await RunningLocal.StartAsync(_folder)).DisposeAsync();
        Directory.CreateDirectory(_folder.File("copy.unfinished"));
        await File.WriteAllTextAsync(_folder.File("copy.unfinished/mine"), "mine");

        using var backup = Backup("copy");
        Assert.Equal(0, await backup.ExitAsync());
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("copy.unfinished/mine")));
        Assert.Equal(
            ["copy", "copy.unfinished", "data"],
            Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private LocalProcess Backup(string target) => LocalProcess.Launch(_folder.Path, ["backup", target, "--data", "data"]);

    private async Task RefusedAsync(string said, string target = "copy")
    {
        using var backup = Backup(target);
        Assert.Equal(1, await backup.ExitAsync());
        Assert.Contains(said, Assert.Single(backup.Errors), StringComparison.Ordinal);
        Assert.Empty(backup.Output);
    }
}
