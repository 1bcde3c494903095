//! An installation that an earlier version of the program made: it opens, and its lists are those that it would have
//! written itself.

use rongheng_app::App;
use sqlx::Connection as _;

use crate::{nodes::Nodes, support::House};

const EARLIER: &str = "
DROP TABLE r_case; DROP TABLE r_part; DROP TABLE r_person; DROP TABLE desk;
DELETE FROM meta WHERE name = 'read_tables';
CREATE TABLE r_case (stream TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO r_case VALUES ('tolerance/of-nobody', 'as it was');";

async fn run(database: &str, sql: &'static str) {
    if database.starts_with("sqlite:") {
        let mut conn = sqlx::SqliteConnection::connect(database).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    } else {
        let mut conn = sqlx::PgConnection::connect(database).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_installation_of_an_earlier_version_opens_and_lists_what_it_would_have_written_itself() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.enter_sanction_decision")).await;
    house.app.settle().await.unwrap();
    let live = house.tables().await;
    let database = house.app.config().database.clone();
    run(&database, EARLIER).await;
    house.app = App::open(house.app.config().clone()).await.unwrap();
    assert_eq!(house.tables().await, live);
    house.is_whole().await;
}

#[tokio::test]
async fn two_nodes_that_open_an_earlier_one_at_once_do_not_hurt_each_other() {
    let Some(mut nodes) = Nodes::on_postgres("2026-03-02").await else { return };
    let case = nodes.house.apply().await;
    nodes.house.app.settle().await.unwrap();
    let live = nodes.house.tables().await;
    let config = nodes.house.app.config().clone();
    run(&config.database, EARLIER).await;
    let opened = tokio::join!(
        App::open(config.clone()),
        App::open(nodes.other.config().clone()),
        App::open(config.clone())
    );
    nodes.house.app = opened.0.unwrap();
    nodes.other = opened.1.unwrap();
    opened.2.unwrap();
    assert_eq!(nodes.house.tables().await, live);
    assert!(nodes.other.find_case(&nodes.house.who("bai").await, &case).await.is_ok());
    nodes.house.is_whole().await;
}
