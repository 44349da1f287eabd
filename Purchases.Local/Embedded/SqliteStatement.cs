using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Purchases.Local.Embedded;

/// <summary>
/// A prepared statement for many executions, without ADO.NET's cost for each. As in SQLite, parameters are numbered from 1 and columns from
/// 0. It must be disposed before its connection.
/// </summary>
/// <exception cref="SqliteException">Every member throws it when SQLite reports an error.</exception>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public void Bind(int parameter, string text) => Check(raw.sqlite3_bind_text(_statement, parameter, text));

    public void Bind(int parameter, ReadOnlySpan<byte> blob) => Check(raw.sqlite3_bind_blob(_statement, parameter, blob));

    public void Bind(int parameter, long number) => Check(raw.sqlite3_bind_int64(_statement, parameter, number));

    /// <returns>The number of rows changed.</returns>
    public int Execute()
    {
        Read();
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Moves to the next row. After the last row, and after an error, the statement is ready for another execution.</summary>
    public bool Read()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW) return true;

        // Returns the step's code again, which is checked below.
        _ = raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE) Check(result);
        return false;
    }

    /// <summary>Executes a query that returns one number.</summary>
    public long ReadOne()
    {
        Read();
        var number = GetInt64(0);
        Reset();
        return number;
    }

    /// <summary>Makes the statement ready for another execution when not all rows were read.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public string GetString(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
