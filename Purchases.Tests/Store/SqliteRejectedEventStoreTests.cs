using Purchases.Local.Embedded;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Store;

public sealed class SqliteRejectedEventStoreTests : RejectedEventStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StoreFile _file;
    private readonly SqlitePurchaseStore _purchases;

    public SqliteRejectedEventStoreTests()
    {
        _file = new(new(_folder.File("data")));
        _purchases = new(_file);
    }

    protected override IPurchaseStore Purchases => _purchases;

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_store_that_can_not_be_read_is_not_ready()
    {
        using var other = _folder.Open(DataFiles.Store);
        other.Execute("DROP TABLE purchases");

        await Assert.ThrowsAsync<UnavailableException>(() => _file.CheckAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_documented_statements_erase_all_of_a_user_and_nothing_of_others()
    {
        var rejected = new SqliteRejectedEventStore(_file);
        var (mine, others) = (Purchase("mine") with { UserId = "u1", ItemId = "secret-item" }, Purchase("others") with { UserId = "u11" });
        await _purchases.WriteAsync([mine, others], CancellationToken.None);
        RejectedEvent[] kept =
        [
            new(new("t", 0, 0), RejectionCode.InvalidMember, "reason", null, "secret"u8.ToArray(), Noon) { UserId = "u1" },
            new(new("t", 0, 1), RejectionCode.InvalidJson, "reason", "u1"u8.ToArray(), "secret"u8.ToArray(), Noon),
            new(new("t", 0, 2), RejectionCode.InvalidJson, "reason", "u11"u8.ToArray(), "kept"u8.ToArray(), Noon) { UserId = "u11" },
        ];
        await rejected.KeepAsync(kept, CancellationToken.None);

        var runbook = Repository.Read("docs/runbook.md");
        using (var connection = _folder.Open(DataFiles.Store))
        {
            foreach (var statement in runbook.Split("```sql")[1].Split("```")[0].Split(';', StringSplitOptions.TrimEntries))
                connection.Execute(statement);
        }

        Assert.Null(await _purchases.FindAsync(mine.EventId, CancellationToken.None));
        Assert.Equal(others, await _purchases.FindAsync(others.EventId, CancellationToken.None));
        Assert.Equal([2], (await rejected.ListAsync(RejectedState.Waiting, null, 10, CancellationToken.None))
            .Select(one => one.Position.Offset));

        Assert.All(Directory.GetFiles(_folder.File("data")), file => Assert.DoesNotContain("secret", Text(file), StringComparison.Ordinal));
    }

    private static string Text(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream, System.Text.Encoding.Latin1).ReadToEnd();
    }

    protected override Task<IRejectedEventStore> CreateAsync() => Task.FromResult<IRejectedEventStore>(new SqliteRejectedEventStore(_file));
}
