using System.Security.Cryptography;
using Purchases.Local;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// A data file that is torn, overwritten or gone stops the start with a line that names it; it is never begun anew in silence.
/// </summary>
public sealed class DamagedDataTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("purchases.db")]
    [InlineData("purchases.v1-0.db")]
    public async Task A_missing_file_is_missed(string file) => await RefusedAsync(file, "missing", File.Delete);

    [Theory]
    [InlineData("purchases.db")]
    [InlineData("purchases.v1-0.db")]
    public async Task An_emptied_file_is_refused(string file) => await RefusedAsync(file, "empty", path => File.WriteAllBytes(path, []));

    [Theory]
    [InlineData("purchases.db")]
    [InlineData("purchases.v1-0.db")]
    public async Task A_torn_file_is_refused(string file) => await RefusedAsync(file, "damaged", path =>
    {
        using var torn = File.OpenWrite(path);
        torn.SetLength(torn.Length / 2);
    });

    [Theory]
    [InlineData("purchases.db")]
    [InlineData("purchases.v1-0.db")]
    public async Task An_overwritten_file_is_refused(string file) => await RefusedAsync(file, "damaged", path =>
    {
        using var overwritten = File.OpenWrite(path);
        overwritten.Position = overwritten.Length / 2;
        overwritten.Write(RandomNumberGenerator.GetBytes((int)(overwritten.Length / 2)));
    });

    [Fact]
    public async Task Events_that_the_log_has_lost_are_missed()
    {
        using (var local = await LocalProcess.StartAsync(_folder))
        {
            using var client = new HttpClient { BaseAddress = local.Client.BaseAddress };
            using var bought = await client.BuyAsync();
            await Eventually.GetAsync(() => client.GetAsync(bought.Headers.Location), response => response.IsSuccessStatusCode);
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 1);
            await local.KillAsync();
        }

        File.Delete(_folder.File("data/purchases.v1-0.db-wal"));

        var refusal = await Assert.ThrowsAsync<StartupException>(() => RunningLocal.StartAsync(_folder));

        Assert.Contains("has lost data", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ends before offset 1", refusal.Message, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string file, string word, Action<string> damage)
    {
        await using (var local = await RunningLocal.StartAsync(_folder))
        {
            for (var i = 0; i < 200; i++) await local.BuyAsync($"user-{i}", "i1", 1);
            await local.RecordedAsync("user-199", 1);
        }

        var path = _folder.File($"data/{file}");
        damage(path);
        var damaged = File.Exists(path) ? await File.ReadAllBytesAsync(path) : null;

        var refusal = await Assert.ThrowsAsync<StartupException>(() => RunningLocal.StartAsync(_folder));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal(damaged, File.Exists(path) ? await File.ReadAllBytesAsync(path) : null);
    }
}
