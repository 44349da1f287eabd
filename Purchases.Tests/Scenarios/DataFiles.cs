using Microsoft.Data.Sqlite;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>The files of a data directory, opened as another process does.</summary>
internal static class DataFiles
{
    public const string Log = "purchases.v1-0.db";
    public const string Store = "purchases.db";

    public static SqliteConnection Open(this TestFolder folder, string file)
    {
        var connection = new SqliteConnection($"Data Source={folder.File($"data/{file}")};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Keeps all others from writing until it is disposed of, or rolled back.</summary>
    public static SqliteConnection Lock(this TestFolder folder, string file)
    {
        var connection = folder.Open(file);
        connection.Execute("BEGIN EXCLUSIVE");
        return connection;
    }
}
