namespace Purchases.Local.Embedded;

/// <summary>The store answers.</summary>
internal sealed class StoreReadiness(StoreFile file)
{
    public Task CheckAsync(CancellationToken cancellationToken) =>
        file.ReadAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "SELECT count(*) FROM (SELECT 1 FROM purchases LIMIT 1)";
                return command.ExecuteScalar();
            },
            cancellationToken);
}
